"""What a body and a name may hold; each refusal by its code. What is taken is never touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.errors import Refusal
from stet.comments.text import LONGEST_NAME, check_body, check_name, is_text

LONGEST = 100


def refused(body: str) -> str:
    """The code with which a body is refused; "" when it is taken."""
    try:
        check_body(body, LONGEST)
    except Refusal as refusal:
        return refusal.code if refusal.field == "body" else f"wrong field: {refusal.field}"
    return ""


def refused_name(name: str) -> str:
    try:
        check_name(name)
    except Refusal as refusal:
        return refusal.code if refusal.field == "author.name" else f"wrong field: {refusal.field}"
    return ""


BLANKS = {
    "nothing": "",
    "spaces": "   ",
    "line ends": "\r\n\n\r\t",
    "no-break spaces": "\u00a0\u202f\u2007",
    "ideographic space": "\u3000",
    "zero-width characters": "\u200b\u200c\u200d\ufeff",
    "direction marks": "\u200e\u200f\u061c",
    "isolates": "\u2066\u2069",
    "soft hyphen": "\u00ad",
    "Hangul filler": "\u3164\u115f\u1160\uffa0",
    "Braille blank": "\u2800",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0041",
    "line separators": "\u2028\u2029\u0085",
}


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_a_body_of_blanks_alone_is_empty(blank: str) -> None:
    assert refused(blank) == "body_empty"
    assert refused(f"{blank}.{blank}") == ""


NO_TEXT = {
    "NUL": "\x00",
    "escape": "\x1b",
    "delete": "\x7f",
    "C1 control": "\x9b",
    "high surrogate": "\ud83d",
    "low surrogate": "\ude00",
    "two halves that make no whole": "\ude00\ud83d",
    "noncharacter": "\ufdd0",
    "last of the basic plane": "\uffff",
    "last of another plane": "\U0001fffe",
    "last of all": "\U0010ffff",
}


@pytest.mark.parametrize("character", NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_is_refused_wherever_it_stands(character: str) -> None:
    for body in (character, f"before{character}", f"{character}after", f"in{character}between"):
        assert refused(body) == "body_invalid_characters"
    assert refused_name(f"Di{character}lan") == "name_invalid"


@pytest.mark.parametrize("override", ["\u202d", "\u202e"])
def test_direction_overrides_are_refused(override: str) -> None:
    assert refused(f"pay {override}001 now") == "body_direction_override"
    assert refused_name(f"Di{override}lan") == "name_invalid"


WRITTEN_BY_PEOPLE = {
    "CRLF": "one\r\ntwo\rthree\n",
    "tabs": "\tone\ttwo",
    "trailing spaces": "  said  ",
    "Sorani with marks": "\u200fئەمە باشە\u200f — \u202bنووسین\u202c",
    "Persian with ZWNJ": "می\u200cخواهم",
    "isolated Latin": "\u2067سڵاو \u2066hello\u2069\u2069",
    "combining marks": "e\u0301 and é and ي\u0651\u064e",
    "a pile of them": "a" + "\u0335" * 40,
    "family emoji": "👨‍👩‍👧‍👦 👍🏽 🏳️‍🌈",
    "newer than this Python's Unicode": "🫨 🫪",
    "private use": "\ue000\U000f0000",
    "markup": "<script>alert('&amp;')</script>",
    "surrounding BOM": "\ufefftext\ufeff",
}


@pytest.mark.parametrize("body", WRITTEN_BY_PEOPLE.values(), ids=WRITTEN_BY_PEOPLE)
def test_what_people_write_is_taken(body: str) -> None:
    assert refused(body) == ""


def test_length_is_counted_in_code_points() -> None:
    assert refused("ش" * LONGEST) == refused("😀" * LONGEST) == ""
    assert refused("ش" * (LONGEST + 1)) == refused("😀" * (LONGEST + 1)) == "body_too_long"


def test_a_megabyte_is_refused() -> None:
    assert refused("x" * 1_000_000) == "body_too_long"
    assert refused(" " * 1_000_000) == "body_empty"


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_a_name_of_blanks_alone_is_missing(blank: str) -> None:
    assert refused_name(blank) in {"name_missing", "name_invalid"}


@pytest.mark.parametrize("end", ["\n", "\r", "\t", "\x85", "\u2028", "\u2029"])
def test_a_name_stands_on_one_line(end: str) -> None:
    assert refused_name(f"Dilan{end}the moderator") == "name_invalid"


def test_a_name_has_an_end() -> None:
    assert refused_name("ڤ" * LONGEST_NAME) == ""
    assert refused_name("ڤ" * (LONGEST_NAME + 1)) == "name_too_long"


@pytest.mark.parametrize("name", ["ژیان", "Gülşen Ö.", "O'Brien-Çelik", "عبد‌الله", "🫨", "D", "ann_7"])
def test_people_are_called_what_they_are_called(name: str) -> None:
    assert check_name(name) == name
    assert check_name(f"  {name} ") == name


@given(st.text(st.characters(), max_size=200))
def test_every_body_is_taken_or_refused_with_a_code(body: str) -> None:
    assert refused(body) in {
        "",
        "body_empty",
        "body_too_long",
        "body_invalid_characters",
        "body_direction_override",
    }


@given(st.text(st.characters()))
def test_what_is_text_has_an_encoding_and_no_nul(text: str) -> None:
    if is_text(text):
        assert text.encode().decode() == text
        assert "\x00" not in text
