"""The languages a site can publish its guidelines and reasons in, and how they are written."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """A language of readers: its code as used everywhere in Stet, its own name, and its direction."""

    code: str
    name: str
    direction: str


LANGUAGES: Final = {
    language.code: language
    for language in (
        Language("en", "English", "ltr"),
        Language("ckb", "کوردیی ناوەندی", "rtl"),
        Language("kmr", "Kurmancî", "ltr"),
        Language("ar", "العربية", "rtl"),
        Language("tr", "Türkçe", "ltr"),
        Language("fa", "فارسی", "rtl"),
    )
}

# Kurdish without further detail ("ku") is Kurmanji in browsers and in ISO practice; "ckb" is always said in full.
ALIASES: Final = {"ku": "kmr", "sorani": "ckb", "kurmanji": "kmr"}


def reading_language(wanted: str, default: str = "en") -> str:
    """The language to answer in for a wish such as ``"ar-IQ"``; `default` when we do not have it."""
    primary = wanted.lower().replace("_", "-").split("-")[0]
    code = ALIASES.get(primary, primary)
    return code if code in LANGUAGES else default
