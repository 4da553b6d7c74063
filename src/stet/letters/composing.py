"""A letter's text and its HTML. One template makes both: the text is written, and the HTML is made of it.

In a template's text an empty line ends a paragraph. A paragraph of two lines, words with a colon and an address, is a
button; below a line of "--", where the small print is, a link. Lines that begin with ">" are set apart. Nothing in it
is Markdown, and no picture is ever loaded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template import Context, Engine
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from stet.newsroom.languages import LANGUAGES

# Invisible marks that keep a name's direction to itself (Unicode Standard Annex #9): HTML has <bdi> for them.
FIRST_STRONG: Final = "\u2068"
POP: Final = "\u2069"
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://\S+")

_SMALL_PRINT: Final = "\n--\n"
_BODY: Final = (
    "margin:0;padding:1.5em;font:1rem/1.6 system-ui,'Segoe UI','Noto Sans','Noto Sans Arabic',Tahoma,sans-serif"
)
_SMALL: Final = "margin-top:2.5em;font-size:.85em;opacity:.75"
_BUTTON: Final = (
    "display:inline-block;padding:.6em 1.1em;border-radius:.4em;"
    "background:#8c2f1b;color:#fffaf3;font-weight:600;text-decoration:none"
)


@dataclass(frozen=True, slots=True)
class Composed:
    """What a letter says, in its language."""

    subject: str
    text: str
    html: str
    language: str


def compose(subject: str, template: str, context: Mapping[str, Any], language: str) -> Composed:
    """A letter of this template, which is plain text, in `language`."""
    with translation.override(language):
        written = Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False))
    text = _tidy(written)
    return Composed(" ".join(subject.split()), text, _html(text, language), language)


def isolated(name: object) -> str:
    """A name on one line, so that its direction does not turn what stands around it."""
    return f"{FIRST_STRONG}{_STEERING.sub('', ' '.join(str(name).split()))}{POP}"


def _tidy(written: str) -> str:
    """Without the empty lines and blanks that a template's tags leave behind."""
    lines = "\n".join(line.strip() for line in written.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _html(text: str, language: str) -> str:
    direction = LANGUAGES[language].direction
    letter, _, small_print = text.partition(_SMALL_PRINT)
    return format_html(
        '<!doctype html>\n<html lang="{}" dir="{}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"></head>\n'
        '<body style="{}">\n<div style="max-width:36em">\n{}\n{}\n</div>\n</body>\n</html>\n',
        language,
        direction,
        _BODY,
        _joined(_blocks(letter, direction, _BUTTON)),
        format_html('<div style="{}">{}</div>', _SMALL, _joined(_blocks(small_print, direction, ""))),
    )


def _joined(blocks: Iterable[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((block,) for block in blocks))


def _blocks(text: str, direction: str, button: str) -> Iterator[SafeString]:
    for paragraph in filter(None, text.strip().split("\n\n")):
        lines = paragraph.split("\n")
        if len(lines) == 2 and _LINK.fullmatch(lines[1]):
            yield format_html('<p><a href="{}" style="{}">{}</a></p>', lines[1], button, _words(lines[0].rstrip(": ")))
        elif all(line.startswith(">") for line in lines):
            yield _set_apart([line.removeprefix(">").strip() for line in lines], direction)
        else:
            yield format_html("<p>{}</p>", _lines(lines))


def _set_apart(lines: list[str], direction: str) -> SafeString:
    side = "right" if direction == "rtl" else "left"
    style = f"margin:1em 0;padding-{side}:1em;border-{side}:3px solid #9ca3af"
    return format_html('<blockquote style="{}">{}</blockquote>', style, _lines(lines))


def _lines(lines: list[str]) -> SafeString:
    return format_html_join(mark_safe("<br>\n"), "{}", ((_line(line),) for line in lines))


def _line(line: str) -> SafeString:
    if _LINK.fullmatch(line):
        return format_html('<a href="{}" dir="ltr">{}</a>', line, line)
    return _words(line)


def _words(line: str) -> SafeString:
    """A line's words; a name among them in an element that keeps its direction to itself."""
    pieces = re.split(f"{FIRST_STRONG}(.*?){POP}", line)
    return format_html_join("", "{}", ((_piece(number, piece),) for number, piece in enumerate(pieces)))


def _piece(number: int, piece: str) -> SafeString:
    # What the pattern's group took stands at the odd places.
    return format_html("<bdi>{}</bdi>", piece) if number % 2 else format_html("{}", piece)
