"""Step 5, card: docs/screening.md, rendered from the figures the evaluation left."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any, Final

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from training.config import HERE, Source
from training.measures import CORE

_NAMES: Final = {
    "en": "English", "ar": "Arabic", "tr": "Turkish", "fa": "Persian", "ckb": "Sorani",
    "ckb-Latn": "Sorani, Latin chat", "kmr": "Kurmanji", "kmr-Arab": "Kurmanji, Badini", "de": "German",
    "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "pl": "Polish", "da": "Danish",
    "el": "Greek", "ru": "Russian", "uk": "Ukrainian", "hi": "Hindi", "ur": "Urdu, Latin",
    "zza": "Zazaki", "zza-wiki": "Zazaki, encyclopedia", "sdh": "Southern Kurdish", "hac": "Gorani",
}  # fmt: skip


def write(results: Path, page: Path, sources: Mapping[str, Source]) -> None:
    """Render the card into `page`. Raises FileNotFoundError when the evaluation has not run."""
    figures = json.loads((results / "model.json").read_text("utf-8"))
    languages = json.loads((results / "language.json").read_text("utf-8"))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render(figures, languages, sources), encoding="utf-8")


def render(figures: Mapping[str, Any], languages: Mapping[str, Any], sources: Mapping[str, Source]) -> str:
    """The card as Markdown."""
    parts = {
        "version": figures["model"],
        "licences": figures["licences"],
        "sizes": ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in figures["bytes"].items()),
        "one_ms": figures["speed"]["one_ms"],
        "batch_ms": figures["speed"]["batch_ms"],
        "ranking": _ranking(figures["ranking"]),
        "other_labels": _other_labels(figures["ranking"]),
        "by_source": _by_source(figures["by_source"]),
        "authored": _authored(figures["authored"]),
        "calibration": _calibration(figures["calibration"]),
        "false_alarms": _false_alarms(figures["false_alarms"]),
        "identity": _identity(figures["identity"]),
        "perspective": _perspective(figures["perspective"]),
        "approvals": _approvals(figures["approvals"]),
        "rejections": _rejections(figures["rejections"]),
        "language": _language(languages),
        "sources": _sources(figures["sources"], sources),
        "rows": _rows(figures["rows"]),
    }
    return Template((HERE / "card.md").read_text("utf-8")).substitute(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _name(variety: str) -> str:
    return _NAMES.get(variety, variety)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def _with_interval(entry: Mapping[str, Any]) -> str:
    low, high = entry["auc_interval"]
    return f"{entry['auc']:.2f} ({low:.2f}–{high:.2f})"


def _ranking(ranking: Mapping[str, Any]) -> str:
    order = sorted(ranking, key=lambda variety: (variety.split("-")[0] not in CORE, variety))
    rows = []
    for variety in order:
        if entry := ranking[variety].get("toxic"):
            low, high = entry["average_precision_interval"]
            precision = f"{entry['average_precision']:.2f} ({low:.2f}–{high:.2f})"
            rows.append([_name(variety), entry["rows"], entry["positives"], _with_interval(entry), precision])
    return _table(["Language", "Held out", "Toxic", "AUC (95 %)", "Average precision (95 %)"], rows)


def _other_labels(ranking: Mapping[str, Any]) -> str:
    shown = [
        variety for variety in ("en", "ar", "tr", "ckb", "ckb-Latn", "kmr", "kmr-Arab", "pt") if variety in ranking
    ]
    rows = []
    for label in LABELS[1:]:
        cells = [ranking[variety].get(label) for variety in shown]
        rows.append(
            [f"`{label}`", *(f"{_with_interval(cell)}, {cell['positives']}" if cell else "–" for cell in cells)]
        )
    return _table(["Label", *(_name(variety) for variety in shown)], rows)


def _by_source(by_source: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {auc:.2f}" for name, auc in sorted(by_source.items(), key=lambda item: item[1]))


def _authored(authored: Mapping[str, Any]) -> str:
    rows = [
        [_name(variety), entry["rows"], _percent(entry["bad_found"]), _percent(entry["good_flagged"])]
        for variety, entry in authored.items()
    ]
    return _table(
        ["Language", "Comments", "Bad ones with a score of .5 or more", "Good ones with a score of .5 or more"], rows
    )


def _calibration(calibration: Mapping[str, Any]) -> str:
    rows = [
        [_name(language), entry["rows"], entry["calibration_error"], entry["brier"]]
        for language, entry in calibration.items()
    ]
    return _table(["Language", "Held out", "Calibration error", "Brier score"], rows)


def _alarm_cells(entry: Mapping[str, Any]) -> list[object]:
    worst = ", ".join(f"{label} {count}" for label, count in entry["worst"].items()) or "–"
    return [entry["rows"], _percent(entry["toxic"]), _percent(entry["any_guideline"]), worst]


def _false_alarms(alarms: Mapping[str, Any]) -> str:
    head = ["Clean text", "Rows", "toxic ≥ .5", "Any guideline ≥ .5", "Most often"]
    return _table(head, ([name, *_alarm_cells(entry)] for name, entry in alarms.items()))


def _identity(identity: Mapping[str, Any]) -> str:
    head = ["Language", "Sentences", "toxic ≥ .5", "Any guideline ≥ .5", "Most often", "Groups it befalls (sentences)"]
    rows = []
    for language, entry in identity.items():
        groups = ", ".join(f"{group} {count}" for group, count in entry["groups"].items()) or "–"
        rows.append([_name(language), *_alarm_cells(entry), groups])
    return _table(head, rows)


def _perspective(perspective: Mapping[str, Any]) -> str:
    rows = [[name, entry["rows"], f"{entry['spearman']:.2f}"] for name, entry in perspective.items()]
    return _table(["Perspective's score", "Comments", "Rank correlation"], rows)


def _approvals(approvals: Mapping[str, Any]) -> str:
    settings = ("0.1 0.1", "0.2 0.2", "0.3 0.3", "0.5 0.5")
    rows = []
    for language, table in approvals.items():
        cells = [table[setting] for setting in settings]
        rows.append([_name(language), *(f"{_percent(cell['approved'])}, {_percent(cell['wrong'])}" for cell in cells)])
    return _table(["Language", *(f"below {setting.split()[0]}" for setting in settings)], rows)


def _rejections(rejections: Mapping[str, Any]) -> str:
    rows = []
    for label in GUIDELINE_LABELS:
        entry = rejections.get("all", {}).get(label)
        if entry:
            cells = (entry["above"][above] for above in ("0.5", "0.8", "0.9", "0.95"))
            found = [f"{_percent(cell['found'])}, {_percent(cell['wrong'])}" for cell in cells]
            rows.append([f"`{label}`", entry["breaches"], *found])
    return _table(["Guideline", "Breaches held out", "above .5", "above .8", "above .9", "above .95"], rows)


def _language(languages: Mapping[str, Any]) -> str:
    rows = []
    for kind, entry in languages.items():
        code, script = kind.split("-")
        taken = ", ".join(f"{other} {count}" for other, count in entry["taken_for"].items()) or "–"
        name = f"{_name(code).split(',')[0]} ({script})"
        rows.append([name, entry["texts"], _percent(entry["right"]), _percent(entry["short_right"]), taken])
    return _table(["Language (script)", "Held out", "Told right", "First 25 letters", "Taken for"], rows)


def _sources(counts: Mapping[str, int], sources: Mapping[str, Source]) -> str:
    head = ["Set", "Rows", "Licence as its source states it", "Tier", "Weight", "Why"]
    rows = ([name, count, *_source_cells(sources[name])] for name, count in counts.items())
    return _table(head, rows)


def _source_cells(source: Source) -> list[object]:
    return [source.licence, source.tier, source.weight, source.why]


def _rows(rows: Mapping[str, Any]) -> str:
    order = sorted(rows, key=lambda variety: (variety.split("-")[0] not in CORE, variety))
    labels = ("toxic", *GUIDELINE_LABELS)
    body = [
        [
            _name(variety),
            rows[variety]["train"],
            rows[variety]["clean"],
            *(rows[variety].get(label, "") for label in labels),
        ]
        for variety in order
    ]
    return _table(["Language", "Labelled", "Clean", *labels], body)
