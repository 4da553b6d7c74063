"""Promotion: links, ways to be reached, and calls to follow, buy or vote.

One sign is seldom proof. A link to a source supports an argument, a telephone number may ask for help; a link *and* a
call to subscribe is an advertisement. So each kind of sign has a weight, and the score is the chance that at least one
of them is promotion: ``1 - (1-a)(1-b)…``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from stet.newsroom.screening import Finding, Span
from stet.screening.addresses import Sign, addresses, inside, numbers, without_links
from stet.screening.calls import calls
from stet.screening.prepared import Evidence, Prepared

# A usual policy approves below .25 to .4 and rejects above .9.
WEIGHTS: Final = {
    "link": 0.15,  # one source: welcome
    "links": 0.55,  # three or more: a human looks
    "hidden": 0.5,  # a shortener, an obfuscated or a dressed-up address hides where it leads
    "contact": 0.65,  # a messenger's invitation
    "phone": 0.65,  # never published without a human: it may also be somebody else's number
    "email": 0.35,
    "weak": 0.2,  # "for sale" is also said of ministries
    "answerable": 0.75,  # a weak call with a way to answer it
    "vote": 0.5,  # a candidate's advertisement, or an argument
    "strong": 0.93,  # rejected by itself
    "chant": 0.5,  # the same words again and again
}
_ANSWERS: Final = {"link", "hidden", "contact", "phone", "email"}


class Promotion:
    """The signs of promotion inside one text, as a step of screening."""

    name = "promotion"
    version = "1"

    def __init__(self) -> None:
        self._strong, self._votes, self._weak = calls("strong"), calls("votes"), calls("weak")

    def screen(self, texts: Sequence[Prepared]) -> list[Evidence]:
        """At most one finding a text."""
        return [self._screen(each) for each in texts]

    def _screen(self, prepared: Prepared) -> Evidence:
        normalised = prepared.normalised
        signs = [*self._calls(without_links(normalised.text)), *addresses(normalised.text), *numbers(normalised.text)]
        signs += _chants(normalised.text)
        if not signs:
            return Evidence()
        spans = sorted({normalised.to_original(sign.start, sign.end) for sign in signs})
        return Evidence(findings=(Finding("promotion", _score(signs), _without_nested(spans), self.name),))

    def _calls(self, text: str) -> Iterator[Sign]:
        strong = list(self._strong.spans(text))
        yield from (Sign("strong", *span) for span in strong)
        yield from (Sign("vote", *span) for span in self._votes.spans(text) if not inside(span, strong))
        yield from (Sign("weak", *span) for span in self._weak.spans(text) if not inside(span, strong))


def _score(signs: Sequence[Sign]) -> float:
    kinds = {sign.kind for sign in signs}
    links = sum(sign.kind in {"link", "hidden", "contact"} for sign in signs)
    kinds |= {"links"} if links >= 3 else set()
    kinds |= {"answerable"} if "weak" in kinds and kinds & _ANSWERS else set()
    innocent = 1.0
    for kind in sorted(kinds):
        innocent *= 1 - WEIGHTS[kind]
    return round(1 - innocent, 4)


# A political chant has two or three words ("jin jiyan azadî"); an advertisement pasted three times has more.
_CHANT_WORDS: Final = 4
_CHANT_TIMES: Final = 3
_CHANT = re.compile(rf"(?<!\w)((?:\w+\W+){{{_CHANT_WORDS - 1},12}}?\w+)(?:\W+\1(?!\w)){{{_CHANT_TIMES - 1},}}")


def _chants(text: str) -> Iterator[Sign]:
    words = re.findall(r"\w+", text)
    if len(words) >= _CHANT_WORDS * _CHANT_TIMES and len(set(words)) * 2 <= len(words):
        yield from (Sign("chant", *match.span()) for match in _CHANT.finditer(text[:5_000]) if _varied(match[1]))


def _varied(phrase: str) -> bool:
    """Whether a phrase has words of its own: "ha ha ha ha" is laughter."""
    return len(set(re.findall(r"\w+", phrase))) >= _CHANT_WORDS


def _without_nested(spans: Sequence[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return tuple(kept)
