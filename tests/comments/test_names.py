"""Telling names apart as a reader's eye does: what passes for another name, and what must not."""

import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.acts.receive import Draft, receive
from stet.comments.errors import NameTaken
from stet.comments.models import Article, Site
from stet.comments.names import LONGEST_KEY, check_name_is_free, name_key, readings
from stet.comments.text import LONGEST_NAME
from stet.demo import seed
from tests.newsroom_kit import say

GIVEN_NAMES = Path(__file__).with_name("given_names.txt")
# One name written on an Arabic keyboard and on a Persian or Kurdish one.
SPELLINGS = {
    ("سعيد", "سعید"),
    ("مجيد", "مجید"),
    ("مريم", "مریم"),
    ("ياسين", "یاسین"),
    ("يوسف", "یوسف"),
    ("کاوه", "کاوە"),
}


def given_names() -> set[str]:
    lines = (line for line in GIVEN_NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name for line in lines for name in line.partition(": ")[2].split()}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Dilan Kerim", "dilan kerim"),
        ("Dilan Kerim", "DİLAN KERİM"),
        ("Dilan Kerim", "  Dilan   Kerim "),
        ("Dilan Kerim", "DilanKerim"),
        ("Dilan Kerim", "D i l a n K e r i m"),
        ("Dilan Kerim", "Dilan-Kerim_"),
        ("Dilan Kerim", "★ Dilan Kerim ✓"),
        ("Dilan Kerim", "Dilan\u200b Ker\u200dim"),
        ("Dilan Kerim", "Dilan\u00a0Kerim\u3164"),
        ("Dilan Kerim", "\u2068Dilan\u2069 \u202aKerim"),
        ("Dilan Kerim", "Ｄｉｌａｎ Ｋｅｒｉｍ"),
        ("Dilan Kerim", "𝓓𝓲𝓵𝓪𝓷 𝕂𝕖𝕣𝕚𝕞"),
        ("Dilan Kerim", "Dîlan Kerîm"),
        ("Dilan Kerim", "D̶i̶l̶a̶n̶ K͓e͓r͓i͓m͓"),
        ("Dilan Kerim", "Dіlаn Kеrіm"),  # Cyrillic і а е
        ("Dilan Kerim", "Ԁіⅼаո Кегіm"),  # Cyrillic, a Roman numeral, Armenian
        ("Dilan Kerim", "DiIan Kerim"),  # a capital I
        ("Dilan Kerim", "Di1an Ker|m"),
        ("Dilan Kerim", "Dilan Kerirn"),
        ("NINA", "ΝΙΝΑ"),  # Greek
        ("Nina", "ΝΙΝΑ"),
        ("Kostas", "Κοѕtаѕ"),
        ("Olof", "0lof"),
        ("Alan Ray", "ᴀʟᴀɴ ʀᴀʏ"),
        ("Alan", "🅰🅻🅰🅽"),
        ("Вова", "Bова"),  # a Latin B
        ("Сергей", "Cepгeй"),
        ("علي كريم", "علی کریم"),  # Arabic letters, Kurdish and Persian ones
        ("علي كريم", "عـلـي كـريـم"),
        ("عَلِيّ", "علي"),
        ("فاطمة", "فاطمه"),
        ("أحمد", "احمد"),
        ("ﻋﻠﻲ", "علي"),  # presentation forms
        ("شێرکۆ بێکەس", "شيركو بيكه\u200cس"),
        ("ڕۆژین", "روژین"),
        ("Dilan 25", "Dilan ٢٥"),
        ("Dilan 25", "Dilan ۲۵"),
    ],
)
def test_one_name_in_two_dresses(name: str, other: str) -> None:
    assert name_key(name) in readings(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ali", "All"),
        ("Ali", "Alan"),
        ("Liya", "Ilya"),
        ("Dilan 1", "Dilan 2"),
        ("ئارا", "یارا"),
        ("ئاسین", "یاسین"),
        ("زیان", "ژیان"),
        ("بابک", "پاپک"),
        ("کانی", "گانی"),
        ("हिमा", "हेमा"),  # vowel signs that are letters
        ("สุดา", "สีดา"),
        ("か", "が"),
        ("🙂", "🙃"),
        ("李", "季"),
    ],
)
def test_two_names_that_are_not_one(name: str, other: str) -> None:
    assert name_key(name) not in readings(other)
    assert name_key(other) not in readings(name)


def test_people_s_names_do_not_stand_in_each_other_s_way() -> None:
    """Of 114,003 pairs of names that people have, none is refused for the other's sake but spellings of one name."""
    names = sorted(given_names())
    assert len(names) == 478
    keys = {name: (name_key(name), readings(name)) for name in names}
    met = {
        frozenset((one, other))
        for one, other in combinations(names, 2)
        if keys[one][0] in keys[other][1] or keys[other][0] in keys[one][1]
    }
    assert met == {frozenset(pair) for pair in SPELLINGS}


def test_the_demo_s_readers_do_not_stand_in_each_other_s_way() -> None:
    names = sorted({comment.author for comment in seed.comments()})
    assert len(names) > 20
    assert not [(one, other) for one, other in combinations(names, 2) if name_key(one) in readings(other)]


@given(st.text(min_size=1, max_size=LONGEST_NAME))
def test_a_key_is_a_key_of_itself_and_has_room(name: str) -> None:
    key = name_key(name)
    assert len(key) <= LONGEST_KEY
    assert key in readings(name)
    assert bool(key) == bool(name.split())


LETTERS = st.characters(categories=("Ll", "Lu", "Lo"))


@given(
    st.text(LETTERS, min_size=1, max_size=20),
    st.sampled_from(["\u200b", "\u200d", "\ufe0f", "\u2060", " ", ".", "\u00ad"]),
)
def test_what_prints_nothing_or_little_hides_nothing(name: str, between: str) -> None:
    assert name_key(between.join(name)) == name_key(name)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_case_and_width_hide_nothing(name: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in name)
    assert name_key(name) == name_key(name.upper()) == name_key(wide) == name_key(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Admin",
            "admin",
            "ADMIN",
            "Аdmіn",
            "ᴀᴅᴍɪɴ",
            "a d m i n",
            "Ad\u200bmin",
            "Admin7",
            "4 Admin",
            "Adm1n",
            "Adrnin",
        ),
        *("The Moderator", "Dilan (moderator)", "M0derator", "Editor-in-Chief", "Courier Staff", "Newsroom", "mod"),
        *("Moderatör", "Yönetici", "YÖNETİCİ", "Site Yönetimi", "Genel Yayın Yönetmeni", "Yazi Isleri"),
        *("Edîtor", "Serniviskar", "Rêveber", "ئەدمین", "بەڕێوەبەر", "سەرنووسەر", "دەستەی نووسەران"),
        *("المشرف", "مشرف", "المحرر", "رئيس التحرير", "إدارة الموقع", "ادارة الموقع", "ادمین", "سردبیر", "مدیر سایت"),
    ],
)
def test_nobody_says_that_they_work_here(site: Site, name: str) -> None:
    with pytest.raises(NameTaken):
        check_name_is_free(site, name)


@pytest.mark.parametrize(
    "name",
    ["Modesta", "Stafford", "Edita", "Rêber", "Müdür", "پرویز مشرف", "Officially mad", "Adminah", "رائد", "نالی"],
)
def test_a_name_that_only_sounds_like_it(site: Site, name: str) -> None:
    check_name_is_free(site, name)


def test_given_names_are_free(site: Site) -> None:
    for name in given_names():
        check_name_is_free(site, name)


def test_the_site_s_name_and_those_it_reserves(site: Site) -> None:
    site.name, site.reserved_names = "The Zagros Courier", ["Shilan Kerim", "کاروان"]
    for name in ("The Zagros Courier", "the zagrоs-courier", "Shîlan  Kerîm", "كاروان"):
        with pytest.raises(NameTaken):
            check_name_is_free(site, name)
    check_name_is_free(site, "Zagros")


def test_a_signed_in_reader_s_name_is_theirs(article: Article) -> None:
    say(article, name="Azad", reader_key="628bdc61")
    for name in ("Azad", "AZAD", "Аzаd"):
        with pytest.raises(NameTaken):
            receive(article, Draft(body="I am Azad.", author_name=name))
    by_email = Draft(body="I am Azad.", author_name="Azad", reader_key="email:1", is_name_given=False)
    with pytest.raises(NameTaken):
        receive(article, by_email)
    assert not article.comments.filter(body="I am Azad.").exists()
    assert receive(article, Draft(body="I am.", author_name="Azad", reader_key="another"))[1], "the site says so"
    assert receive(article, Draft(body="I am Dilan.", author_name="Dilan"))[1]


def test_a_guest_s_name_is_nobody_s(article: Article) -> None:
    assert say(article, name="Azad") != say(article, "Something else.", name="Azad")


def test_a_retry_is_the_same_comment_whoever_has_the_name_by_now(article: Article) -> None:
    first = say(article, name="Azad", idempotency_key="attempt-1")
    say(article, "Something else.", name="Azad", reader_key="628bdc61")
    assert say(article, name="Azad", idempotency_key="attempt-1") == first
