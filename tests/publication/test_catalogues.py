"""Everything the server says, it says in six languages."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import stet
from stet.newsroom.languages import LANGUAGES

PACKAGE = Path(stet.__file__).parent
# How strings are marked for translation, in Python and in templates.
IN_PYTHON = re.compile(r"""(?:\b_|gettext(?:_lazy|_noop)?)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)[,)]""")
IN_TEMPLATES = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
NAMES = re.compile(r"%\((\w+)\)s")


def catalogue(language: str) -> Catalog:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=None)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def marked_for_translation() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for literals in IN_PYTHON.findall(path.read_text(encoding="utf-8")):
            found.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"'))
    for path in [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]:
        # In a template a percent sign is no placeholder; Django keeps it doubled.
        literals = IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
        found.update((double or single).replace("%", "%%") for double, single in literals)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_in_doubt(language: str) -> None:
    wanting = [message.id for message in messages(language) if message.fuzzy or not all(strings(message))]
    assert wanting == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_source_is_in_the_catalogue(language: str) -> None:
    present = {message.id if isinstance(message.id, str) else message.id[0] for message in messages(language)}
    marked = marked_for_translation()
    assert len(marked) > 150
    assert marked - present == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_to_fill_in_are_the_same(language: str) -> None:
    for message in messages(language):
        wanted = set(NAMES.findall(message.id if isinstance(message.id, str) else message.id[1]))
        # The last form is the one for any number; those before it may say "one" or "two" in a word.
        assert set(NAMES.findall(strings(message)[-1])) == wanted, message.id
        assert all(set(NAMES.findall(string)) <= wanted for string in strings(message)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    expected: dict[object, str] = {}
    for message in messages(language):
        if isinstance(message.id, str):
            expected[message.id] = strings(message)[0]
        else:
            expected |= {(message.id[0], number): string for number, string in enumerate(strings(message))}
    compiled.pop("")
    assert compiled == expected


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_translations_are_in_the_script_of_their_language(language: str) -> None:
    arabic = re.compile("[\u0600-\u06ff]")
    right_to_left = LANGUAGES[language].direction == "rtl"
    for message in messages(language):
        for string in strings(message):
            if re.search(r"[^\W\d_]", NAMES.sub("", string)):  # a sentence, and not names to fill in alone
                assert bool(arabic.search(string)) is right_to_left, string
