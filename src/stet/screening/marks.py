"""From pieces of words that a model marked to the words themselves."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from stet.newsroom.screening import Span

_WORD: Final = re.compile(r"\w+|\S")


def marked_words(text: str, marks: Iterable[Span]) -> tuple[Span, ...]:
    """The words of `text` that a mark touches, in order; with nothing but space between them they are one span.

    Half a marked word explains nothing. A sign (an emoji, a stop) is a word of its own here.
    """
    touched = bytearray(len(text))
    for start, end in marks:
        touched[start:end] = b"\1" * (end - start)
    words = (word.span() for word in _WORD.finditer(text))
    return joined(text, [(start, end) for start, end in words if any(touched[start:end])])


def joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """`spans`, which come in order and do not overlap, with neighbours that only space parts made one."""
    found: list[Span] = []
    for start, end in spans:
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
