"""Numbers and dates as each language writes them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.dates import day, digits, moment, percent, short_day, solar

MOMENT = datetime(2026, 11, 23, 9, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "23 November 2026, 09:06"),
        ("ckb", "٢٣ی تشرینی دووەمی ٢٠٢٦، ٠٩:٠٦"),
        ("kmr", "23 Mijdar 2026, 09:06"),
        ("ar", "٢٣ تشرين الثاني ٢٠٢٦، ٠٩:٠٦"),
        ("tr", "23 Kasım 2026 09:06"),
        ("fa", "۲ آذر ۱۴۰۵، ۰۹:۰۶"),
        ("de", "23 November 2026, 09:06"),
    ],
)
def test_a_moment_in_words(language: str, expected: str) -> None:
    assert moment(MOMENT, language) == expected


def test_a_moment_is_told_in_utc() -> None:
    late = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert moment(late, "en") == "31 December 2025, 22:30"
    assert moment(late, "fa") == "۱۰ دی ۱۴۰۴، ۲۲:۳۰"


# First days of years and other known days, from the calendar of the Institute of Geophysics of Tehran University.
@pytest.mark.parametrize(
    ("gregorian", "expected"),
    [
        ((1979, 2, 11), (1357, 11, 22)),
        ((2000, 3, 20), (1379, 1, 1)),
        ((2017, 3, 20), (1395, 12, 30)),
        ((2021, 3, 20), (1399, 12, 30)),
        ((2024, 3, 20), (1403, 1, 1)),
        ((2025, 3, 20), (1403, 12, 30)),
        ((2025, 3, 21), (1404, 1, 1)),
        ((2026, 3, 21), (1405, 1, 1)),
        ((2026, 9, 22), (1405, 6, 31)),
        ((2026, 9, 23), (1405, 7, 1)),
    ],
)
def test_the_solar_calendar(gregorian: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert solar(date(*gregorian)) == expected


@given(st.dates(date(1900, 1, 1), date(2150, 1, 1)))
def test_a_day_later_is_the_next_day_of_the_solar_calendar(when: date) -> None:
    (year, month, number), later = solar(when), solar(when + timedelta(days=1))
    assert later in {(year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1)}
    assert 1 <= number <= (31 if month <= 6 else 30)


def test_digits_and_percentages() -> None:
    assert [digits(1405, code) for code in ("en", "ckb", "ar", "fa", "kmr")] == ["1405", "١٤٠٥", "١٤٠٥", "۱۴۰۵", "1405"]
    assert [percent(97, code) for code in ("en", "ckb", "tr")] == ["97%", "٩٧٪", "%97"]


def test_a_short_day_is_written_as_readers_do() -> None:
    when = date(2026, 11, 23)
    assert [short_day(when, code) for code in ("en", "ar", "tr", "fa")] == ["23/11", "٢٣/١١", "23.11", "۹/۲"]
    assert day(date(2026, 8, 2), "ckb") == "٢ی ئابی ٢٠٢٦"
