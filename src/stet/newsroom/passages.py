"""A text cut at the edges of its marked words, for whoever shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from stet.newsroom.screening import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, and whether it is one of the marked ones."""

    text: str
    is_marked: bool


def passages(text: str, spans: Iterable[Span]) -> tuple[Passage, ...]:
    """`text` in pieces, in order; all of them together are `text` to the character.

    `spans` are code points of `text`; they may overlap, touch, be out of order or reach beyond its end.
    """
    pieces, position = [], 0
    for start, end in merged(spans, len(text)):
        pieces.append(Passage(text[position:start], is_marked=False))
        pieces.append(Passage(text[start:end], is_marked=True))
        position = end
    pieces.append(Passage(text[position:], is_marked=False))
    return tuple(piece for piece in pieces if piece.text)


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans within a text of `length`, in order; those that overlap or touch as one."""
    whole: list[Span] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        elif start < end:
            whole.append((start, end))
    return whole
