"""What a body and a name may hold. The text itself is never touched: it is taken as it is, or refused."""

import re

from stet.comments.errors import (
    BodyDirectionOverride,
    BodyEmpty,
    BodyInvalidCharacters,
    BodyTooLong,
    NameInvalid,
    NameMissing,
    NameTooLong,
    TextInvalid,
)

LONGEST_NAME = 80
LONGEST_BADGE = 40

# NUL and the other C0/C1 controls are no text, and PostgreSQL cannot store the first; tab and line ends are. Lone
# surrogates are halves of characters that no encoding can carry; noncharacters are reserved to programs.
_LAST_OF_PLANES = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
_NO_TEXT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
# Overrides make a text read otherwise than it is stored. Marks, embeddings and isolates are left: Arabic and Kurdish
# keyboards write them, and the page isolates every comment anyway.
_OVERRIDES = re.compile("[\u202d\u202e]")
# What shows nothing: a text or a name of these alone is empty (Hangul fillers, the Braille blank and tags among them).
_BLANK = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# A name stands on one line.
_LINE_ENDS = re.compile("[\t\n\r\x85\u2028\u2029]")


def is_text(value: str) -> bool:
    """Whether every database can hold `value`; what is no text cannot name anything in one either."""
    return not _NO_TEXT.search(value)


def is_blank(value: str) -> bool:
    """Whether `value` shows nothing at all."""
    return not _BLANK.sub("", value)


def check_text(value: str) -> None:
    """Raise TextInvalid for what no database could hold, or would be read otherwise than it was written."""
    if not is_text(value) or _OVERRIDES.search(value):
        raise TextInvalid


def check_body(body: str, longest: int) -> None:
    """Raise the refusal that applies to `body`; `longest` is in code points."""
    if not is_text(body):
        raise BodyInvalidCharacters
    if _OVERRIDES.search(body):
        raise BodyDirectionOverride
    if not _BLANK.sub("", body):
        raise BodyEmpty
    if len(body) > longest:
        raise BodyTooLong


def check_name(name: str) -> str:
    """The name without blanks around it. Raises the refusal that applies to it."""
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise NameTooLong
    if not is_text(name) or _LINE_ENDS.search(name) or _OVERRIDES.search(name):
        raise NameInvalid
    if not _BLANK.sub("", name):
        raise NameMissing
    return name


def badge_of(word: str) -> str:
    """The word without blanks around it; "" where it is none that could stand beside a name."""
    word = word.strip()
    is_one = len(word) <= LONGEST_BADGE and is_text(word) and not (_LINE_ENDS.search(word) or _OVERRIDES.search(word))
    return word if is_one and not is_blank(word) else ""
