"""Step 6, card: docs/screening.md, rendered from the figures that the other steps left in training/results."""

import json
from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from pathlib import Path
from string import Template
from typing import Any, Final

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS, PERSPECTIVE
from stet.newsroom.verdict import Outcome
from training.config import HERE, Source
from training.encoder.settings import Settings
from training.measures import CORE

_NAMES: Final = {
    "en": "English", "ar": "Arabic", "tr": "Turkish", "fa": "Persian", "ckb": "Sorani",
    "ckb-Latn": "Sorani, Latin chat", "kmr": "Kurmanji", "kmr-Arab": "Kurmanji, Badini", "de": "German",
    "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "pl": "Polish", "da": "Danish", "nl": "Dutch",
    "el": "Greek", "ru": "Russian", "uk": "Ukrainian", "hi": "Hindi", "ur": "Urdu, Latin",
    "zza": "Zazaki", "zza-wiki": "Zazaki, encyclopedia", "sdh": "Southern Kurdish", "hac": "Gorani",
}  # fmt: skip

_OUTCOMES: Final = (Outcome.APPROVE.value, Outcome.REFER.value, Outcome.REJECT.value)
_NONE: Final = "–"


def write(results: Path, page: Path, sources: Mapping[str, Source], settings: Settings) -> None:
    """Render the card into `page`. Raises FileNotFoundError when the evaluation has not run."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render(results, sources, settings), encoding="utf-8")


def render(results: Path, sources: Mapping[str, Source], settings: Settings) -> str:
    """The card as Markdown."""
    figures, languages = _read(results / "model.json"), _read(results / "language.json")
    parts = {
        "version": figures["model"],
        "licences": figures["licences"],
        "sizes": ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in figures["bytes"].items()),
        "megabytes": f"{sum(figures['bytes'].values()) / 1e6:.1f}",
        "labelled": f"{sum(entry['train'] for entry in figures['rows'].values()):,}",
        "depth": settings.depth,
        "shipped": _shipped(figures["graph"], settings),
        "pieces": f"{settings.pieces:,}",
        "passes": _passes(settings),
        "graph": _graph(figures["graph"]),
        "own": _own(figures["own"]),
        "agreement": _agreement(_read_if(results / "agreement.json")),
        "curve": _curve(_read_if(results / "curve.json")),
        "system": _system(figures["system"]),
        "ranking": _ranking(figures["ranking"], figures["linear_ranking"]),
        "other_labels": _other_labels(figures["ranking"], figures["linear_ranking"]),
        "by_source": _by_source(figures["by_source"]),
        "authored": _authored(figures["authored"]),
        "translated": _translated(figures["translated"]),
        "depths": _depths(_read_if(results / "depth.json")),
        "cascade": _cascade(figures["cascade"]),
        "calibration": _calibration(figures["calibration"]),
        "false_alarms": _false_alarms(figures["false_alarms"]),
        "identity": _identity(figures["identity"]),
        "spans": _spans(figures["spans"]),
        "relevance": _relevance(figures["relevance"]),
        "perspective": _perspective(figures["perspective"]),
        "approvals": _approvals(figures["approvals"]),
        "rejections": _rejections(figures["rejections"]),
        "language": _language(languages),
        "sources": _sources(figures["sources"], sources),
        "rows": _rows(figures["rows"]),
    }
    return Template((HERE / "card.md").read_text("utf-8")).substitute(parts)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _read_if(path: Path) -> Any:
    return _read(path) if path.exists() else {}


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _name(variety: str) -> str:
    return _NAMES.get(variety, variety)


def _percent(share: float | None) -> str:
    return _NONE if share is None or isnan(share) else f"{share * 100:.1f} %"


def _order(varieties: Iterable[str]) -> list[str]:
    """Those of the core languages first."""
    return sorted(varieties, key=lambda variety: (variety.split("-")[0] not in CORE, variety))


def _with_interval(entry: Mapping[str, Any]) -> str:
    low, high = entry["auc_interval"]
    return f"{entry['auc']:.2f} ({low:.2f}–{high:.2f})"


def _ranking(ranking: Mapping[str, Any], linear: Mapping[str, Any]) -> str:
    rows = []
    for variety in _order(ranking):
        if entry := ranking[variety].get("toxic"):
            low, high = entry["average_precision_interval"]
            precision = f"{entry['average_precision']:.2f} ({low:.2f}–{high:.2f})"
            alone = _alone(linear, variety, "toxic")
            rows.append([_name(variety), entry["rows"], entry["positives"], _with_interval(entry), alone, precision])
    head = ["Language", "Held out", "Toxic", "AUC (95 %)", "Linear model alone", "Average precision (95 %)"]
    return _table(head, rows)


def _alone(linear: Mapping[str, Any], variety: str, label: str) -> str:
    entry = linear.get(variety, {}).get(label)
    return _with_interval(entry) if entry else _NONE


def _other_labels(ranking: Mapping[str, Any], linear: Mapping[str, Any]) -> str:
    found = [(label, variety) for label in LABELS[1:] for variety in _order(ranking) if label in ranking[variety]]
    rows = []
    for label, variety in found:
        entry = ranking[variety][label]
        cells = [entry["rows"], entry["positives"], _with_interval(entry), _alone(linear, variety, label)]
        rows.append([f"`{label}`", _name(variety), *cells])
    return _table(["Label", "Language", "Held out", "Of them so", "AUC (95 %)", "Linear model alone"], rows)


def _shipped(graph: Mapping[str, Any], settings: Settings) -> str:
    """Which of the layers ship; a model that was exported before there was a student has all of them."""
    layers = graph.get("layers", settings.depth)
    if layers == settings.depth:
        return "all of them ship."
    taught = f"taught by the one of {settings.depth} to say what it says (Hinton, Vinyals and Dean 2015)."
    return f"what ships is a network of {layers} of these layers, {taught}"


def _depths(found: Mapping[str, Mapping[str, Any]]) -> str:
    if not found:
        return "Not measured."
    depths = sorted(found, key=int, reverse=True)
    rows = [
        [
            _name(language),
            found[depths[0]][language]["rows"],
            *(
                f"{found[depth][language]['auc']:.3f}, {found[depth][language]['milliseconds']:.1f} ms"
                for depth in depths
            ),
        ]
        for language in _order(found[depths[0]])
    ]
    return _table(["Language", "Comments", *(f"{depth} layers: AUC, a comment" for depth in depths)], rows)


def _cascade(bands: Mapping[str, Mapping[str, Any]]) -> str:
    rows = []
    for band, kinds in bands.items():
        for kind, entry in kinds.items():
            measured = [_percent(entry["read"]), f"{entry['auc']:.3f}", _percent(entry["bad_passed"])]
            rows.append([" to ".join(band.split()), "our own" if kind == "own" else "collected sets", *measured])
    return _table(["Band", "Comments", "Read by the encoder", "AUC", "Bad ones with a score below .2"], rows)


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


def _translated(translated: Mapping[str, Any]) -> str:
    rows = [
        [
            _name(variety),
            entry["rows"],
            f"{entry['auc']:.2f}",
            *map(_percent, (entry["bad_found"], entry["good_flagged"])),
        ]
        for variety, entry in translated.items()
    ]
    head = [
        "Language",
        "Comments",
        "AUC",
        "Bad ones with a score of .5 or more",
        "Good ones with a score of .5 or more",
    ]
    return _table(head, rows)


def _calibration(calibration: Mapping[str, Any]) -> str:
    rows = [
        [_name(language), entry["rows"], entry["calibration_error"], entry["brier"]]
        for language, entry in calibration.items()
    ]
    return _table(["Language", "Held out", "Calibration error", "Brier score"], rows)


def _alarm_cells(entry: Mapping[str, Any]) -> list[object]:
    worst = ", ".join(f"{label} {count}" for label, count in entry["worst"].items()) or _NONE
    return [entry["rows"], _percent(entry["toxic"]), _percent(entry["any_guideline"]), worst]


def _false_alarms(alarms: Mapping[str, Any]) -> str:
    head = ["Clean text", "Rows", "toxic ≥ .5", "Any guideline ≥ .5", "Most often"]
    return _table(head, ([name, *_alarm_cells(entry)] for name, entry in alarms.items()))


def _identity(identity: Mapping[str, Any]) -> str:
    kinds = ("neutral", "positive", "critical")
    head = ["Language", "Groups", "Sentences", "Flagged", *kinds, "Spread", "As", "Groups it befalls most"]
    rows = []
    for language, entry in identity.items():
        most = ", ".join(f"{group} {_percent(rate)}" for group, rate in entry["most"].items()) or _NONE
        worst = ", ".join(f"{label} {count}" for label, count in entry["worst"].items()) or _NONE
        by_kind = [_percent(entry["by_kind"].get(kind)) for kind in kinds]
        rates = [_percent(entry["any_guideline"]), *by_kind, f"{entry['spread'] * 100:.1f} points"]
        rows.append([_name(language), entry["groups"], entry["rows"], *rates, worst, most])
    return _table(head, rows)


def _passes(settings: Settings) -> str:
    rows = []
    for name, kind in settings.course.items():
        times = ", ".join(f"{source} × {count:g}" for source, count in kind.repeat.items())
        rows.append([name, kind.frozen, kind.epochs, f"{kind.rate:g}, heads {kind.head_rate:g}", times])
    return _table(
        ["Pass", "Lower layers left as they were", "Epochs", "Highest rate", "Sets seen more or less often"], rows
    )


def _graph(graph: Mapping[str, Any]) -> str:
    return (
        f"On {graph['rows']} held-out comments the graph in floats gives the network's numbers to within "
        f"{graph['difference']:g}; the 8-bit graph that ships differs by {graph['eight_bit_difference']:g} logits on "
        f"average and ranks them alike (Spearman's correlation for `toxic` {graph['eight_bit_rank_correlation']:g})."
    )


def _own(own: Mapping[str, Any]) -> str:
    rows = [
        [_name(variety), own[variety]["good"], own[variety]["bad"], own[variety]["held"]] for variety in _order(own)
    ]
    rows.append(["All", *(sum(entry[key] for entry in own.values()) for key in ("good", "bad", "held"))])
    return _table(["Language", "Good", "Bad", "Of them held out"], rows)


def _agreement(counts: Mapping[str, Mapping[str, int]]) -> str:
    """The second reader beside the writer: of the comments that the reader decided, and beyond chance (kappa)."""
    if not counts:
        return "The figures of the second reading are not in training/results."
    total = {key: sum(entry.get(key, 0) for entry in counts.values()) for key in _COUNTED}
    rows = [_agreement_row(_name(variety), counts[variety]) for variety in _order(counts)]
    head = ["Language", "Written", "Read again", "Unclear to the reader", "Agreement", "Cohen's κ", "Set apart"]
    return _table(head, [*rows, _agreement_row("All", total)])


_COUNTED: Final = ("written", "read", "aa", "ar", "ra", "rr", "au", "ru")


def _agreement_row(name: str, counts: Mapping[str, int]) -> list[object]:
    written, read, aa, ar, ra, rr, au, ru = (counts.get(key, 0) for key in _COUNTED)
    if not aa + ar + ra + rr:
        return [name, written, read, _NONE, _NONE, _NONE, ar + ra + au + ru]
    kappa = _kappa(aa, ar, ra, rr)
    shown = _NONE if kappa is None else f"{kappa:.2f}"
    agreed = (aa + rr) / (aa + ar + ra + rr)
    return [name, written, read, _percent((au + ru) / read), _percent(agreed), shown, ar + ra + au + ru]


def _kappa(aa: int, ar: int, ra: int, rr: int) -> float | None:
    """Cohen's kappa; None where both said the same of everything."""
    total = aa + ar + ra + rr
    writer, reader = (aa + ar) / total, (aa + ra) / total
    chance = writer * reader + (1 - writer) * (1 - reader)
    return None if chance == 1 else ((aa + rr) / total - chance) / (1 - chance)


def _curve(curve: Mapping[str, Sequence[Sequence[float]]]) -> str:
    if not curve:
        return "It has not been drawn: training/results holds no curve.json."
    points = [
        [_name(language), ", ".join(f"{size:g}: {auc:.2f}" for size, auc in curve[language])] for language in curve
    ]
    return _table(["Language", "Comments learned from: AUC on those held out"], points)


def _system(system: Mapping[str, Any]) -> str:
    kinds = {"own": "our own", "sets": "collected sets"}
    rows = []
    for language in system:
        for kind, entry in system[language].items():
            shares = [
                ", ".join(_percent(entry[f"{side}_{outcome}"]) for outcome in _OUTCOMES) for side in ("good", "bad")
            ]
            wrong = [_percent(entry[f"wrong_among_{done}"]) for done in ("approved", "rejected")]
            counts = [entry["good"], entry["bad"]]
            rows.append([_name(language), kinds[kind], *counts, *shares, *wrong, _percent(entry["settled"])])
    outcomes = "approved, referred, rejected"
    head = ["Language", "Comments", "Good", "Bad", f"Good ones {outcomes}", f"Bad ones {outcomes}"]
    return _table([*head, "Bad among approved", "Good among rejected", "Settled without a human"], rows)


def _spans(spans: Mapping[str, Any]) -> str:
    return f"On {spans['rows']} held-out comments whose offending parts people have marked: F1 {spans['f1']:.2f}"


def _relevance(relevance: Mapping[str, Any]) -> str:
    rows = [[_name(language), _percent(share)] for language, share in relevance["told_apart"].items()]
    return _table(["Language", "The right partner is nearer than a wrong one"], rows)


def _perspective(perspective: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        [
            each["theirs"],
            f"`{each['ours']}`",
            each["set"],
            each["rows"],
            f"{each['spearman']:.2f}",
            f"{each['pearson']:.2f}",
        ]
        for each in sorted(perspective, key=lambda each: (each["ours"] != PERSPECTIVE, each["set"]))
    ]
    return _table(["Perspective's score", "Ours", "Comments of", "Comments", "Rank correlation", "Pearson's"], rows)


def _approvals(approvals: Mapping[str, Any]) -> str:
    settings = ("0.1 0.1", "0.2 0.2", "0.3 0.3", "0.5 0.5")
    rows = []
    for language in _order(approvals):
        cells = [approvals[language][setting] for setting in settings]
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
        taken = ", ".join(f"{other} {count}" for other, count in entry["taken_for"].items()) or _NONE
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
    order = _order(rows)
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
