"""How large the widget is on the wire: `python -m bench.widget_size` prints what a reader's browser fetches.

A first load is everything that is fetched until the section stands there complete: the script, its parts, one language.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from stet import widget

PACKAGE = Path(widget.__file__).parent
BUILT = PACKAGE / "static" / "stet"
PARTS = BUILT / "parts"
ENTRY = BUILT / "stet-comments.js"
# As measured for the project before, in whole kilobytes of compressed script.
PEERS = {
    "django-comments-xtd": 7,
    "Isso": 20,
    "Garrul": 21,
    "Comentario": 28,
    "Artalk": 47,
    "Remark42": 61,
    "Waline": 72,
    "Ghost": 240,
}


def compressed(*files: Path) -> int:
    """Bytes, each file by itself with gzip at level 9, without headers of HTTP."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def languages() -> list[str]:
    """The codes of the languages that the section speaks."""
    return sorted(path.stem for path in (PACKAGE / "source" / "strings").glob("*.js"))


def first_load(language: str) -> int:
    """Bytes of all that the section needs to stand there, in one language."""
    return compressed(ENTRY, *_section(), _part(language))


def _section() -> list[Path]:
    """The section's part and whatever it imports, directly or not."""
    found: list[Path] = []
    wanted = [_part("section")]
    while wanted:
        part = wanted.pop()
        if part not in found:
            found.append(part)
            wanted += _imported(part)
    return found


def _imported(part: Path) -> Iterator[Path]:
    for name in re.findall(r'(?:\bfrom|\bimport)"\./([\w.-]+)"', part.read_text(encoding="utf-8")):
        yield PARTS / name


def _part(name: str) -> Path:
    [part] = PARTS.glob(f"{name}-????????.js")
    return part


def _later() -> Iterator[tuple[str, int]]:
    """Parts that a click, or something else that the reader does, fetches."""
    first = {*_section(), *(_part(language) for language in languages())}
    for part in sorted(PARTS.iterdir()):
        if part not in first:
            yield part.name[: -len("-????????.js")], compressed(part)


def main() -> None:
    rows = [(f"first load, {language}", first_load(language)) for language in languages()]
    rows += [("of it: the script that is asked for by name", compressed(ENTRY))]
    rows += [("of it: the section", compressed(*_section()))]
    rows += [(f"later: {name.replace('chunk', 'shared by several')}", size) for name, size in _later()]
    rows += [("counts of a list page, all languages", compressed(BUILT / "stet-counts.js"))]
    rows += [(f"for Coral's pages: {path.name}", compressed(path)) for path in sorted(PACKAGE.glob("root/assets/js/*"))]
    print("| what | bytes, gzip -9 |\n|---|---|")
    for what, size in rows:
        print(f"| {what} | {size:,} |")
    largest = max(first_load(language) for language in languages())
    beside = {"**Stet, its largest first load**": largest / 1024} | PEERS
    print("\n| widget | KB, compressed |\n|---|---|")
    for name, kilobytes in sorted(beside.items(), key=lambda row: row[1]):
        print(f"| {name} | {kilobytes:.3g} |")


if __name__ == "__main__":
    main()
