"""``python -m training all`` or one step of it: prepare, train, export, evaluate, card.

Export comes before evaluate, so that what is measured is the very file that ships.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from stet.screening.model_file import MODELS
from training import card, evaluate, export, languages, prepare, train
from training.config import HERE, TIERS, Config, ConfigError, Source, load_config, load_sources

STEPS: Final = ("prepare", "train", "export", "evaluate", "card")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where things lie, and what to make."""

    data: Path
    work: Path
    models: Path
    results: Path
    page: Path
    licences: str
    config: Config
    sources: dict[str, Source]

    def run(self, step: str) -> None:
        """One step. Raises what the step raises, FileNotFoundError above all when an earlier step has not run."""
        if step == "prepare":
            prepare.prepare(self.data, self.work, self.config, self.sources, self.licences)
        elif step == "train":
            train.train(prepare.load(self.work), self.work, self.config, self.sources)
        elif step == "export":
            self._export()
        elif step == "evaluate":
            corpus = prepare.load(self.work)
            _, held = train.load_fit(self.work)
            evaluate.evaluate(corpus, held, self.data, self.models, self.results, self.config, self.licences)
        else:
            card.write(self.results, self.page, self.sources)

    def _export(self) -> None:
        corpus = prepare.load(self.work)
        fitted, held = train.load_fit(self.work)
        self.models.mkdir(parents=True, exist_ok=True)
        self.results.mkdir(parents=True, exist_ok=True)
        curves = evaluate.curves(corpus, held, self.config, self.sources)
        export.export(fitted, curves, self.models / "linear.npz", self.licences)
        figures = languages.train_languages(corpus, self.config, self.models / "language.npz")
        evaluate.write_json(self.results / "language.json", figures)


@click.command()
@click.argument("step", type=click.Choice(("all", *STEPS)))
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="STET_DATA", required=True
)
@click.option("--licences", type=click.Choice(tuple(TIERS)), default="all", help="Train on sets of these licences.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), default=HERE / "config.toml")
@click.option("--work", type=click.Path(path_type=Path), default=HERE / "work", help="Where the steps keep their rows.")
@click.option("--models", type=click.Path(path_type=Path), default=MODELS, help="Where the model files are written.")
@click.option("--results", type=click.Path(path_type=Path), default=HERE / "results")
@click.option("--page", type=click.Path(path_type=Path), default=HERE.parent / "docs" / "screening.md")
def main(
    step: str, data: Path, licences: str, config_path: Path, work: Path, models: Path, results: Path, page: Path
) -> None:
    """Make the screening model from the data folder: all steps, or one."""
    try:
        config, sources = load_config(config_path), load_sources()
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    workshop = Workshop(data, work / licences, models, results, page, licences, config, sources)
    for name in STEPS if step == "all" else (step,):
        began = time.monotonic()
        workshop.run(name)
        click.echo(f"{name}: {time.monotonic() - began:.0f} s", err=True)


if __name__ == "__main__":
    main()
