"""Step 4, export: the files that ship, and what makes one probability of the two models' logits.

The graph is written first and read back by the program's own `Encoder`: everything fitted afterwards rests on the
numbers that it will give at run time.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from scipy.stats import spearmanr
from sklearn.linear_model import LinearRegression, LogisticRegression

from stet.newsroom.labels import LABELS
from stet.screening.calibration import logit
from stet.screening.encoder import Encoder, Reading
from stet.screening.linear import LinearModel
from stet.screening.normalise import NORMALISATION
from training.calibrate import calibrate
from training.config import Config, Source
from training.encoder.course import FINISHED, encoded
from training.encoder.graph import compare, whole_graph
from training.encoder.network import Network, restored
from training.encoder.pieces import PREFIX, Pieces, written
from training.encoder.pretrained import read_pretrained
from training.encoder.settings import Settings
from training.encoder.topic import cosines, pairs
from training.evaluate import Held, half, held_out, languages_of, unbalanced
from training.measures import Shipped
from training.prepare import Corpus, Rows, scores_logit

FILES: Final = ("graph.onnx", "words.npz", "tokenizer.json")

_CHECKED: Final = 200  # held-out rows by which the graphs are compared with the network
_LIKE: Final = 1e-4  # by how much the graph in floats may differ: the order of its sums is another one
# Of a piece's mark; between them nothing changes that a reader sees.
_THRESHOLDS: Final = (0.15, 0.2, 0.3, 0.4, 0.5, 0.6)


def export_graph(
    corpus: Corpus, work: Path, weights: Path, config: Config, settings: Settings, folder: Path, licences: str
) -> dict[str, Any]:
    """Write the trained network of `work` to `folder`, with curves that say nothing yet; how like it the graphs are.

    Raises ValueError where the graph in floats gives other numbers than the network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = restored(torch.load(work / FINISHED), read_pretrained(weights))
    network.imitate(config.imitation)
    # Made in the workshop: the graph in floats, which lies beside it, does not ship.
    whole_graph(network, settings.middle, work / "graph.onnx")
    checked = _check(network, corpus, work, settings)
    for name in FILES:
        shutil.copyfile(work / name, folder / name)
    plain = [1.0] * len(LABELS)
    meta = {
        "kind": "encoder",
        "format": 1,
        "normalisation": NORMALISATION,
        "labels": list(LABELS),
        "prefix": PREFIX,
        "most": settings.most,
        "overlap": settings.overlap,
        "licences": licences,
        "linear_weight": {"": plain},
        "curves": {"": [plain, [0.0] * len(LABELS)]},
        "span_threshold": 0.5,
        "relevance": {"slope": 1.0, "shift": 0.0},
        "perspective": {"linear": 0.5, "encoder": 0.5, "shift": 0.0},
        "digest": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    }
    write_meta(folder, meta)
    return checked


def _check(network: Network, corpus: Corpus, work: Path, settings: Settings) -> dict[str, Any]:
    pieces, rows = Pieces(work), held_out(corpus)
    chosen = np.random.default_rng(settings.seed).permutation(rows)[:_CHECKED]
    feeds = [pieces.padded([ids]) for ids in encoded(pieces, corpus, chosen, settings)]
    found = compare(network, settings.middle, work / "graph.onnx", feeds)
    if found.difference > _LIKE:
        raise ValueError(f"The graph's numbers differ from the network's by up to {found.difference:.6f}.")
    ranks = spearmanr(found.network[:, 0], found.graph[:, 0]).statistic
    return {
        "layers": len(network.layers),
        "rows": len(chosen),
        "difference": float(f"{found.difference:.1e}"),
        "eight_bit_difference": round(float(np.abs(found.network - found.graph).mean()), 3),
        "eight_bit_rank_correlation": round(float(ranks), 4),
    }


def write_meta(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write ``meta.json``."""
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_held(corpus: Corpus, linear: LinearModel, encoder: Encoder, config: Config) -> Held:
    """What the shipped files say of the held-out rows, of each set at most as many as the configuration has it."""
    random = np.random.default_rng(config.seed)
    rows = held_out(corpus)
    chosen = []
    for source in np.unique(corpus.source[rows]):
        own = random.permutation(rows[corpus.source[rows] == source])
        chosen.append(own if source == "authored" else own[: config.held_rows])
    rows = np.sort(np.concatenate(chosen))
    readings = readings_of(corpus, rows, encoder)
    scores = linear.scores([corpus.texts[row] for row in rows], list(languages_of(corpus)[rows]))
    return Held(rows, logit(scores), np.stack([each.logits for each in readings]))


def readings_of(corpus: Corpus, rows: Rows, encoder: Encoder) -> list[Reading]:
    """The encoder's readings of rows of the corpus."""
    return encoder.read([written(corpus.texts[row], str(corpus.variety[row])) for row in rows])


def fit_together(held: Held, corpus: Corpus, config: Config, sources: dict[str, Source]) -> dict[str, Any]:
    """``linear_weight`` and ``curves`` of meta.json, from the half of the held-out rows that calibrates."""
    fits = half(corpus, held.rows)
    rows = held.rows[fits]
    targets, weights = unbalanced(corpus, config, sources)
    both = np.stack([held.encoder[fits], held.linear[fits]])
    curves = calibrate(both, targets[rows], weights[rows], languages_of(corpus)[rows], config)
    rounded = {language: np.round(np.asarray(curve, dtype=np.float64), 4) for language, curve in curves.items()}
    return {
        "linear_weight": {language: np.round(curve[1] / curve[0], 4).tolist() for language, curve in rounded.items()},
        "curves": {language: [curve[0].tolist(), curve[2].tolist()] for language, curve in rounded.items()},
    }


def fit_spans(corpus: Corpus, folder: Path, config: Config) -> tuple[float, dict[str, Any]]:
    """The threshold of a piece's mark with the best mean F1 on half of the marked dev rows; that F1 on the other."""
    rows = np.array([row for row in np.flatnonzero(corpus.dev) if corpus.marks[row]])[: config.held_rows]
    fits = half(corpus, rows)
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    found: dict[float, list[float]] = {}
    for threshold in _THRESHOLDS:
        write_meta(folder, meta | {"span_threshold": threshold})
        readings = readings_of(corpus, rows, Encoder(folder))
        found[threshold] = [_f1(each.spans, corpus.marks[row] or []) for each, row in zip(readings, rows, strict=True)]
    best = max(_THRESHOLDS, key=lambda threshold: float(np.mean(np.array(found[threshold])[fits])))
    write_meta(folder, meta)
    return best, {"rows": int((~fits).sum()), "f1": round(float(np.mean(np.array(found[best])[~fits])), 3)}


def _f1(found: tuple[tuple[int, int], ...], truth: list[tuple[int, int]]) -> float:
    """F1 over characters, as SemEval-2021's task on toxic spans counts it (Pavlopoulos et al. 2021)."""
    ours = {at for start, end in found for at in range(start, end)}
    theirs = {at for start, end in truth for at in range(start, end)}
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 1.0


def fit_relevance(corpus: Corpus, encoder: Encoder) -> tuple[dict[str, float], dict[str, Any]]:
    """The curve from cosine to probability, from held-out pairs and as many wrong ones; and how well it tells them."""
    known = [pair for pair in pairs(corpus) if pair.held]
    vectors = [
        np.stack([encoder.about(written(getattr(pair, side), pair.language)) for pair in known])
        for side in ("first", "second")
    ]
    languages = np.array([pair.language for pair in known])
    wrong = np.arange(len(known))
    for language in np.unique(languages):
        own = np.flatnonzero(languages == language)
        wrong[own] = np.roll(own, 1)
    right, other = cosines(vectors[0], vectors[1]), cosines(vectors[0], vectors[1][wrong])
    near = np.concatenate([right, other])[:, None]
    truth = np.concatenate([np.ones(len(right)), np.zeros(len(other))])
    curve = LogisticRegression(C=1e6).fit(near, truth)
    by_language = {
        str(language): round(float((right[languages == language] > other[languages == language]).mean()), 3)
        for language in np.unique(languages)
    }
    line = {"slope": round(float(curve.coef_[0, 0]), 3), "shift": round(float(curve.intercept_[0]), 3)}
    return line, {"pairs": len(known), "told_apart": by_language}


def fit_perspective(corpus: Corpus, linear: LinearModel, encoder: Encoder) -> dict[str, float]:
    """How both models' imitations of Perspective make one, from the half of the held-out rows that calibrates."""
    rows = np.flatnonzero(corpus.dev & ~np.isnan(corpus.perspective))
    rows = rows[half(corpus, rows)]
    if not len(rows):
        return {"linear": 0.5, "encoder": 0.5, "shift": 0.0}
    theirs = [each.perspective for each in readings_of(corpus, rows, encoder)]
    both = np.column_stack([linear.logits([corpus.texts[row] for row in rows])[:, -1], theirs])
    model = LinearRegression(positive=True).fit(both, scores_logit(corpus.perspective[rows]))
    weights = (*model.coef_, model.intercept_)
    return {name: round(float(weight), 4) for name, weight in zip(("linear", "encoder", "shift"), weights, strict=True)}


def fit_shipped(corpus: Corpus, work: Path, models: Path, config: Config, sources: dict[str, Source]) -> dict[str, Any]:
    """Fit what makes probabilities of the graph's numbers, write it to its ``meta.json``; the figures of those fits."""
    folder = models / "encoder"
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    encoder, linear = Encoder(folder), LinearModel(models / "linear.npz")
    held = read_held(corpus, linear, encoder, config)
    save_held(held, work)
    meta |= fit_together(held, corpus, config, sources)
    meta["perspective"] = fit_perspective(corpus, linear, encoder)
    meta["relevance"], relevance = fit_relevance(corpus, encoder)
    meta["span_threshold"], spans = fit_spans(corpus, folder, config)
    write_meta(folder, meta)
    return {"relevance": relevance, "spans": spans}


def shipped(models: Path, config: Config, licences: str, results: Path) -> Shipped:
    """The files in `models`, to be measured."""
    fitted = json.loads((results / "fitted.json").read_text("utf-8"))
    linear, encoder = LinearModel(models / "linear.npz"), Encoder(models / "encoder")
    return Shipped(models, linear, encoder, config, licences, fitted)


def save_held(held: Held, work: Path) -> None:
    """Keep what the shipped files say of the held-out rows."""
    np.savez(work / "held.npz", rows=held.rows, linear=held.linear, encoder=held.encoder)


def load_held(work: Path) -> Held:
    """What `save_held` kept."""
    with np.load(work / "held.npz") as arrays:
        return Held(arrays["rows"], arrays["linear"], arrays["encoder"])
