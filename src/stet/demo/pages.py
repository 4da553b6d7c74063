"""Turns an article's text into what the templates draw."""

from dataclasses import dataclass
from datetime import date

from stet.demo.seed import DemoArticle

# Words a minute that people read of a news text, a middle between what is measured for English and for Arabic script.
READING_SPEED = 200

MONTHS = {
    "en": [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ],
    "ckb": [
        "کانوونی دووەم", "شوبات", "ئازار", "نیسان", "ئایار", "حوزەیران",
        "تەمووز", "ئاب", "ئەیلوول", "تشرینی یەکەم", "تشرینی دووەم", "کانوونی یەکەم",
    ],
}  # fmt: skip
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "ckb": ["دووشەممە", "سێشەممە", "چوارشەممە", "پێنجشەممە", "هەینی", "شەممە", "یەکشەممە"],
}
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article: its `kind` is ``text``, ``heading`` or ``quote``."""

    kind: str
    text: str


def blocks(body: str) -> list[Block]:
    """The pieces of an article's body in reading order."""
    return [_block(paragraph.strip()) for paragraph in body.split("\n\n") if paragraph.strip()]


def _block(paragraph: str) -> Block:
    for mark, kind in (("##", "heading"), (">", "quote")):
        if paragraph.startswith(mark):
            return Block(kind, paragraph.removeprefix(mark).strip())
    return Block("text", paragraph)


def written_number(number: int, language: str) -> str:
    """A number in the digits its readers use."""
    return str(number).translate(_ARABIC_DIGITS) if language == "ckb" else str(number)


def written_date(day: date, language: str) -> str:
    """A day as a newspaper's head gives it, such as "Monday, 23 November 2026"."""
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    number, year = written_number(day.day, language), written_number(day.year, language)
    return f"{weekday}، {number}ی {month}ی {year}" if language == "ckb" else f"{weekday}, {number} {month} {year}"


def reading_minutes(article: DemoArticle) -> int:
    """How long reading an article takes, in minutes, at least one."""
    return max(1, round(len(article.body.split()) / READING_SPEED))
