"""Numbers and dates as each of our languages writes them.

The months are those of the newspapers of the region: Levantine in Arabic, their Kurdish forms in Sorani, and the solar
calendar in Persian. The page's script (the widget) writes them the same way.
"""

from datetime import UTC, date, datetime
from typing import Final

_EASTERN: Final = "٠١٢٣٤٥٦٧٨٩"
_DIGITS: Final = {"ckb": _EASTERN, "ar": _EASTERN, "fa": "۰۱۲۳۴۵۶۷۸۹"}

# Turkish and Kurmanji write %95 and 23.11, where the others write 95% and 23/11.
_SIGN_FIRST: Final = frozenset({"tr", "kmr"})

_MONTHS: Final = {
    language: tuple(names.split(","))
    for language, names in {
        "en": "January,February,March,April,May,June,July,August,September,October,November,December",
        "kmr": "Çile,Sibat,Adar,Nîsan,Gulan,Hezîran,Tîrmeh,Tebax,Îlon,Cotmeh,Mijdar,Kanûn",
        "tr": "Ocak,Şubat,Mart,Nisan,Mayıs,Haziran,Temmuz,Ağustos,Eylül,Ekim,Kasım,Aralık",
        "ckb": "کانوونی دووەم,شوبات,ئازار,نیسان,ئایار,حوزەیران,"
        "تەممووز,ئاب,ئەیلوول,تشرینی یەکەم,تشرینی دووەم,کانوونی یەکەم",
        "ar": "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول",
        "fa": "فروردین,اردیبهشت,خرداد,تیر,مرداد,شهریور,مهر,آبان,آذر,دی,بهمن,اسفند",
    }.items()
}
_DATE: Final = {"ckb": "{day}ی {month}ی {year}"}
_TIME: Final = {"ckb": "{date}، {time}", "ar": "{date}، {time}", "fa": "{date}، {time}", "tr": "{date} {time}"}


def digits(value: int | str, language: str) -> str:
    """`value` with the digits of the language's script."""
    own = _DIGITS.get(language)
    return str(value).translate(str.maketrans("0123456789", own)) if own else str(value)


def percent(value: int, language: str) -> str:
    """`value` as so many of a hundred, with the sign where and as the language writes it."""
    if language in _SIGN_FIRST:
        return f"%{value}"
    return f"{digits(value, language)}{'٪' if language in _DIGITS else '%'}"


def tenths(value: float, language: str) -> str:
    """`value` with one digit behind the sign that the language puts there: ``1.4``."""
    sign = "٫" if language in _DIGITS else "," if language in _SIGN_FIRST else "."
    return digits(f"{value:.1f}".replace(".", sign), language)


def day(when: date, language: str) -> str:
    """A date in words: ``23 November 2026``. A language that is not ours gets English."""
    code = language if language in _MONTHS else "en"
    year, month, number = solar(when) if code == "fa" else (when.year, when.month, when.day)
    text = _DATE.get(code, "{day} {month} {year}").format(day=number, month=_MONTHS[code][month - 1], year=year)
    return digits(text, code)


def short_day(when: date, language: str) -> str:
    """Day and month in numbers, in the language's order, for where there is little room: ``23/11``."""
    if language == "fa":
        _, month, number = solar(when)
        return digits(f"{month}/{number}", language)
    return digits(f"{when.day}{'.' if language in _SIGN_FIRST else '/'}{when.month}", language)


def moment(when: datetime, language: str) -> str:
    """Date and time of day in UTC, in words: ``23 November 2026, 09:26``."""
    utc = when.astimezone(UTC)
    clock = digits(f"{utc:%H:%M}", language)
    return _TIME.get(language, "{date}, {time}").format(date=day(utc.date(), language), time=clock)


def solar(when: date) -> tuple[int, int, int]:
    """Year, month and day of the solar Hijri calendar, which Persian uses.

    Source: the 33-year cycle of R. Pournader and M. Toossi's conversion ("jalali.c", 2000); exact from 1799 to 2199.
    """
    days = when.toordinal() - date(1600, 1, 1).toordinal() - 79
    cycles, days = divmod(days, 12053)
    fours, days = divmod(days, 1461)
    year = 979 + 33 * cycles + 4 * fours
    if days >= 366:
        year += (days - 1) // 365
        days = (days - 1) % 365
    if days < 186:
        return year, days // 31 + 1, days % 31 + 1
    return year, (days - 186) // 30 + 7, (days - 186) % 30 + 1
