"""Reading the data folder: labelled comments, authored ones, and unlabelled texts, as one stream of rows."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from stet.newsroom.labels import GUIDELINE_LABELS, LABELS
from training.config import HERE, Source
from training.identity import balancing_sentences, ordinary_sentences

# A reject row names the guidelines it breaks. These are close to one another: naming one leaves the others open.
_NEIGHBOURS: Final = (
    {"profanity", "personal_attack", "vulgarity"},
    {"racism", "xenophobia", "religious_hate"},
    {"sexism", "vulgarity", "homophobia"},
    {"threat", "personal_attack"},
)
HELD_FOLDS: Final = (0, 1)  # a fifth of the project's own comments trains nothing: it calibrates and measures
OPEN: Final = "?"  # before a label that the second reader alone has named: it stays open
_PAIR: Final = 0.5  # how much of two neighbouring lines is the same, when they are a pair
_IDENTITY: Final = {"sexism", "racism", "homophobia", "xenophobia", "religious_hate", "ableism"}
AUTHORED: Final = HERE / "authored"
TRANSLATED: Final = HERE / "translated" / "trained"
# Not clean: invented headlines that also hold abuse.
_UNCLEAN: Final = {"ckb_fakekurdnews_fake_5000", "ckb_fakekurdnews_fakegenerated"}


@dataclass(frozen=True, slots=True)
class Row:
    """One text: its language variety (``"ckb-Latn"``), set, split, and 0..1 per label that is known.

    `clean` marks unlabelled text taken as harmless; `fold` is 0..9 for an authored text, the same for a minimal pair.
    `perspective` is the TOXICITY of Google's Perspective where the set carries it; `spans` are the offending parts,
    None where nobody marked them; `answered` is the comment or article that it stands under, where it is known.
    """

    text: str
    variety: str
    source: str
    split: str
    labels: Mapping[str, float]
    clean: bool = False
    fold: int = -1
    perspective: float = float("nan")
    spans: tuple[tuple[int, int], ...] | None = None
    answered: str | None = None


def stable_share(key: str, parts: int) -> int:
    """A number in 0..`parts`-1 that depends on `key` alone, the same on every machine."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % parts


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def labelled(folder: Path, sources: Mapping[str, Source], tiers: Iterable[str]) -> Iterator[Row]:
    """The rows of ``comments_*.jsonl.gz`` whose set is in `tiers`. Raises KeyError for a set sources.toml lacks."""
    for item in _comments(folder):
        source = sources[item["source"]]
        if source.tier not in tiers:
            continue
        yield Row(
            _plain(item["text"]) if source.plain else item["text"],
            item["lang"],
            item["source"],
            item["split"],
            _fit_labels(item, source),
            perspective=(item.get("perspective") or {}).get("perspective_toxicity", float("nan")),
            answered=item.get("parent") or item.get("article"),
            spans=tuple((start, end) for start, end in item["spans"]) if item.get("spans") else None,
        )


def _comments(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("comments_*.jsonl.gz")):
        yield from _json_lines(path)


def _fit_labels(item: Mapping[str, Any], source: Source) -> dict[str, float]:
    fit = source.labels or LABELS
    return {name: float(value) for name, value in item["labels"].items() if name in fit}


def translated(
    folder: Path, sources: Mapping[str, Source], tiers: Iterable[str], translations: Path = TRANSLATED
) -> Iterator[Row]:
    """Comments of the data folder in another language, each with the labels of its original.

    Those whose original is held out, or is not in `folder`, are left out: a translation would tell of what it measures.
    """
    lines = [(path.stem, line.split("\t")) for path in sorted(translations.glob("*.tsv")) for line in _lines(path)]
    wanted = {number for _, (_, _, number, _) in lines}
    originals = {item["id"]: item for item in _comments(folder) if item["id"] in wanted and item["split"] == "train"}
    for variety, (_, _, number, text) in lines:
        original = originals.get(number)
        source = sources[original["source"]] if original else None
        if original and source and source.tier in tiers:
            labels = _fit_labels(original, source)
            yield Row(_plain(text) if source.plain else text, variety, "translated", "train", labels)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#")]


def _plain(text: str) -> str:
    """Letters and digits alone, in lower case, for sets whose positives and negatives differ in punctuation."""
    kept = "".join(sign if sign.isalnum() or sign.isspace() else " " for sign in text.lower())
    return " ".join(kept.split())


def authored_labels(expect: str, named: Iterable[str]) -> dict[str, float]:
    """What an authored row says of each label; labels it leaves open are absent."""
    if expect == "approve":
        good = dict.fromkeys(named, 1.0)
        return {"toxic": 0.0} | dict.fromkeys(GUIDELINE_LABELS, 0.0) | good
    broken = {name for name in named if not name.startswith(OPEN)}
    open_labels = set().union(*(group for group in _NEIGHBOURS if group & broken)) - broken
    open_labels |= {name.removeprefix(OPEN) for name in named if name.startswith(OPEN)}
    labels = {name: float(name in broken) for name in GUIDELINE_LABELS if name not in open_labels}
    labels["hate"] = float(bool(broken & (_IDENTITY | {"hate"})))
    # Advertising is refused, but it is not uncivil: whether it is toxic stays open.
    return labels if broken == {"promotion"} else {"toxic": 1.0} | labels


def authored(folder: Path = AUTHORED) -> Iterator[Row]:
    """The project's own comments. Neighbouring lines that share most of their words are a pair and keep together.

    Raises ValueError for a line that is not in the form that authored/README.md describes.
    """
    for path in sorted(folder.glob("*/*.tsv")):
        content = path.read_text("utf-8")
        # A file that says of any comment that it is constructive says it of all that are; older files never do.
        unmarked = {"constructive": 0.0} if "\tconstructive\t" in content else {}
        previous, anchor = "", ""
        for number, line in enumerate(content.split("\n"), start=1):
            if line.startswith("#") or not line:
                continue
            expect, named, text = _authored_line(line, f"{path.parent.name}/{path.name}:{number}")
            anchor = anchor if SequenceMatcher(None, previous, text).ratio() > _PAIR else text
            previous, fold = text, stable_share(anchor, 10)
            labels = (unmarked if expect == "approve" else {}) | authored_labels(expect, named)
            yield Row(text, path.parent.name, "authored", "dev" if fold in HELD_FOLDS else "train", labels, fold=fold)


def _authored_line(line: str, where: str) -> tuple[str, set[str], str]:
    cells = line.split("\t")
    if len(cells) != 4:
        raise ValueError(f"{where}: a line has four columns.")
    expect, named, _, text = cells
    labels = {name for name in named.split(",") if name}
    allowed = {"approve": {"constructive"}, "reject": {*GUIDELINE_LABELS, *(OPEN + name for name in GUIDELINE_LABELS)}}
    if (
        expect not in allowed
        or labels - allowed[expect]
        or (expect == "reject") > any(OPEN not in name for name in labels)
    ):
        raise ValueError(f"{where}: {expect!r} with {named!r} is no judgement.")
    return expect, labels, text


def unlabelled(folder: Path, sources: Mapping[str, Source], tiers: Iterable[str], most: int) -> Iterator[Row]:
    """Up to `most` rows of each unlabelled set that is clean; every label is 0 (with the small weight of its set)."""
    harmless = {"toxic": 0.0} | dict.fromkeys(GUIDELINE_LABELS, 0.0)
    for path in sorted(folder.glob("unlabelled_*.jsonl.gz")):
        name = path.name.removeprefix("unlabelled_").removesuffix(".jsonl.gz")
        if name in _UNCLEAN or sources[name].tier not in tiers:
            continue
        ranked = sorted(_json_lines(path), key=lambda item: stable_share(item["id"], 1 << 62))
        for item in ranked[: most if name != "langid_kurdishlid" else None]:
            split = "dev" if stable_share(item["id"], 20) == 0 else "train"
            yield Row(item["text"], item["lang"], name, split, harmless, clean=True)


def balancing() -> Iterator[Row]:
    """Harmless sentences that name peoples, faiths, sexes and disabilities, and ordinary comments, written for this."""
    harmless = {"toxic": 0.0} | dict.fromkeys(GUIDELINE_LABELS, 0.0)
    for language, text in balancing_sentences():
        yield Row(text, language, "identity_balance", "train", harmless)
    for language, text in ordinary_sentences():
        yield Row(text, language, "ordinary", "train", harmless)
