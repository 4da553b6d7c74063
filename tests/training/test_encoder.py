"""Training the encoder: it learns, goes on after a stop, shares its work, and its graphs say what it says."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from stet.newsroom.labels import LABELS
from stet.screening.encoder import Encoder
from tests.training.kit import KIND, RUDE, Workshop, small_encoder
from training import prepare
from training.config import ConfigError, load_config
from training.encoder.course import encoded
from training.encoder.graph import compare
from training.encoder.network import Network, restored
from training.encoder.pieces import Pieces
from training.encoder.pretrained import read_pretrained
from training.encoder.settings import load_settings
from training.evaluate import held_out
from training.prepare import Floats

pytestmark = pytest.mark.workshop

ATTACK = LABELS.index("personal_attack")
# What a run of `encode` has before it begins, and what it leaves.
ROWS = ("corpus.npz", "texts.jsonl", "raw.jsonl", "marks.jsonl", "answered.jsonl")


def logits_of(network: Network, ids: Sequence[Sequence[int]], pieces: Pieces) -> Floats:
    """Logits (n, OUTPUTS) of texts, each computed alone; for measuring the network itself."""
    network.eval()
    with torch.inference_mode():
        rows = []
        for own in ids:
            words, mask = (torch.from_numpy(part) for part in pieces.padded([own]))
            rows.append(network.judge(network.upper(words, mask, 0), mask)[0][0].numpy())
    return np.stack(rows)


def trained(workshop: Workshop, work: Path, name: str = "encoder.pt") -> Network:
    """The network that ships, or another one by the name of its file."""
    return restored(torch.load(work / name), read_pretrained(workshop.weights))


def rows_alone(made: Path, out: Path) -> Path:
    """A work folder in which nothing but `prepare` has run."""
    work = out / "work" / "all"
    work.mkdir(parents=True)
    for name in ROWS:
        shutil.copyfile(made / "work" / "all" / name, work / name)
    return work


def margin(network: Network, work: Path) -> float:
    """How far an invented insult stands above an invented greeting."""
    pieces = Pieces(work)
    rude, kind = logits_of(network, pieces.encode([f"{RUDE} 5 river", f"{KIND} 5 river"], ["en", "en"], 32), pieces)
    return float(rude[ATTACK] - kind[ATTACK])


def test_it_has_learned_the_insults(workshop: Workshop, made: Path) -> None:
    assert margin(trained(workshop, made / "work" / "all"), made / "work" / "all") > 1


def test_what_ships_has_fewer_layers_and_says_what_its_teacher_says(workshop: Workshop, made: Path) -> None:
    work = made / "work" / "all"
    ours, theirs = trained(workshop, work), trained(workshop, work, "authored.pt")
    assert (len(ours.layers), len(theirs.layers)) == (1, 2)
    corpus, settings, pieces = prepare.load(work), load_settings(workshop.options["encoder"]), Pieces(work)
    ids = encoded(pieces, corpus, held_out(corpus), settings)
    said, heard = (logits_of(network, ids, pieces)[:, ATTACK] for network in (theirs, ours))
    assert 0.1 < (said > 0).mean() < 0.9
    assert ((said > 0) == (heard > 0)).mean() > 0.95


def test_a_student_without_a_layer_that_it_takes_for_frozen_is_refused(tmp_path: Path) -> None:
    student = load_settings().student
    path = small_encoder(tmp_path / "encoder.toml", student={**asdict(student), "layers": [0, 1, 3], "frozen": 3})
    with pytest.raises(ConfigError, match="lowest"):
        load_settings(path)


def test_depths_are_compared_on_the_same_comments(workshop: Workshop, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "work" / "all", tmp_path / "work" / "all")
    assert workshop.run("depth", tmp_path).exit_code == 0
    found = json.loads((tmp_path / "results" / "depth.json").read_text("utf-8"))
    assert set(found) == {"1", "2"}
    assert found["1"]["ckb"]["rows"] == found["2"]["ckb"]["rows"] > 0
    # Both have learned the invented insults.
    assert min(found["1"]["ckb"]["auc"], found["2"]["ckb"]["auc"]) > 0.9


def test_the_programs_encoder_reads_what_was_trained(made: Path) -> None:
    rude, kind = Encoder(made / "models" / "encoder").read([f"{RUDE} 5 river", f"{KIND} 5 river"])
    assert rude.logits[ATTACK] - kind.logits[ATTACK] > 1


def test_the_newsroom_has_no_habits_and_the_sets_have(workshop: Workshop, made: Path) -> None:
    habit = trained(workshop, made / "work" / "all").habit.weight
    assert not habit[0].any()
    assert habit[1:].abs().sum() > 0


def test_the_graphs_say_what_the_network_says(workshop: Workshop, made: Path) -> None:
    work, settings = made / "work" / "all", load_settings(workshop.options["encoder"])
    corpus, pieces = prepare.load(work), Pieces(work)
    rows = held_out(corpus)[::2]
    feeds = [pieces.padded([ids]) for ids in encoded(pieces, corpus, rows, settings)]
    network = trained(workshop, work)
    network.imitate(load_config(workshop.options["config"]).imitation)  # as the export does
    found = compare(network, settings.middle, work / "graph.onnx", feeds)
    assert found.difference < 1e-4
    for label in ("toxic", "personal_attack"):
        column = LABELS.index(label)
        assert spearmanr(found.network[:, column], found.graph[:, column]).statistic > 0.9
    # And what ships is that graph, read as the program reads it: its word rows are a little finer.
    shipped = Encoder(made / "models" / "encoder").read([corpus.texts[row] for row in rows])
    assert np.abs(np.stack([each.logits for each in shipped]) - found.graph[:, :-1]).mean() < 0.05


def test_the_export_keeps_how_like_the_graphs_are(made: Path) -> None:
    checked = json.loads((made / "results" / "fitted.json").read_text("utf-8"))["graph"]
    assert checked["difference"] < 1e-4
    assert checked["eight_bit_rank_correlation"] > 0.9


def test_a_killed_training_goes_on_and_ends_as_if_it_had_not_been_stopped(
    workshop: Workshop, made: Path, tmp_path: Path
) -> None:
    work = rows_alone(made, tmp_path)
    often = "import torch; torch.set_num_threads(1); import training.encoder.fit as fit; fit.SAVED_EVERY = 0.0"
    process = workshop.start("encode", tmp_path, first=often)
    while process.poll() is None and not (work / "general.part").exists():
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert not (work / "general.pt").exists(), "The pass was over before it could be stopped."
    result = workshop.run("encode", tmp_path)
    assert result.exit_code == 0, repr(result.exception)
    assert not list(work.glob("*.part"))
    ours, theirs = (torch.load(folder / "encoder.pt") for folder in (work, made / "work" / "all"))
    for name, value in ours.items():
        torch.testing.assert_close(value, theirs[name], rtol=0, atol=1e-5)


def test_a_finished_pass_is_not_trained_again(workshop: Workshop, made: Path, tmp_path: Path) -> None:
    work = tmp_path / "work" / "all"
    shutil.copytree(made / "work" / "all", work)
    before = (work / "authored.pt").read_bytes()
    (work / "encoder.pt").unlink()
    assert workshop.run("encode", tmp_path).exit_code == 0
    assert (work / "authored.pt").read_bytes() == before
    ours, theirs = (torch.load(folder / "encoder.pt") for folder in (work, made / "work" / "all"))
    torch.testing.assert_close(ours, theirs)


def test_passes_of_other_figures_are_not_gone_on_with(workshop: Workshop, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "work" / "all", tmp_path / "work" / "all")
    path = small_encoder(tmp_path / "encoder.toml", span_weight=0.25)
    result = workshop.run("encode", tmp_path, "--encoder", str(path))
    assert isinstance(result.exception, ValueError)
    assert "other rows or figures" in str(result.exception)


def test_two_workers_train_one_network(workshop: Workshop, made: Path, tmp_path: Path) -> None:
    work = rows_alone(made, tmp_path)
    process = workshop.start("encode", tmp_path, "--workers", "2")
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    assert margin(trained(workshop, work), work) > 1
