"""Promotion is more than a link: signs add up, and sources, numbers and chants of the news do not count."""

import timeit
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.screening import Finding, Submission
from stet.screening.calls import calls
from stet.screening.normalise import normalise
from stet.screening.prepared import Evidence, Prepared
from stet.screening.promotion import Promotion
from stet.screening.repeats import Repeats

# Between these a usual policy lets a human decide.
PASSES, BREAKS = 0.3, 0.9

PROMOTION = Promotion()


def prepared(text: str, recent: tuple[str, ...] = ()) -> Prepared:
    return Prepared(Submission(text, recent=recent), normalise(text), "en", "Latn")


def finding(text: str) -> Finding | None:
    (evidence,) = PROMOTION.screen([prepared(text)])
    assert evidence.scores == {}
    return evidence.findings[0] if evidence.findings else None


def score(text: str) -> float:
    found = finding(text)
    return found.score if found else 0.0


def marked(text: str) -> list[str]:
    found = finding(text)
    return [text[start:end] for start, end in found.spans] if found else []


@pytest.mark.parametrize(
    "text",
    [
        "Earn $500 a day from home! Join our Telegram channel t.me/fastcash",
        "Subscribe to my channel, new video every week",
        "Check out my blog for more on this",
        "Vote for list 145!",
        "Order now on WhatsApp +964 750 123 4567",
        "بەشداری کەناڵەکەمان بکەن لە تێلێگرام",
        "دەنگ بدەن بە لیستی ژمارە ١٢٠",
        "Ji bo kirînê telefon bikin 0750 123 45 67",
        "Dengê xwe bidin lîsteya me",
        "اشتركوا في قناتنا على تلغرام",
        "وصوتوا لقائمة رقم ١٤٥",
        "للطلب والاستفسار ٠٧٧٠١٢٣٤٥٦٧",
        "Kanalımıza abone olun",
        "KANALIMIZA ABONE OLUN",
        "kanalimiza abone olun",
        "Evden çalışarak ayda 20.000 TL kazanın",
        "در کانال ما عضو شوید",
        "برای خرید تماس بگیرید ۰۹۱۲۱۲۳۴۵۶۷",
        "f o l l o w my page",
    ],
)
def test_an_advertisement_is_above_the_reject_threshold(text: str) -> None:
    assert score(text) > BREAKS


@pytest.mark.parametrize(
    "text",
    [
        "The full report is here: https://www.hrw.org/world-report/2024",
        "See bbc.com for the figures.",
        "Sources: https://a.org/1 and https://b.org/2",
        "I subscribe to this newspaper because it is honest.",
        "People who vote for thieves get thieves.",
        "Don't vote for him, he did nothing.",
        "Our ministry is for sale to the highest bidder.",
        "I told him.So what? People.In the end nothing changed.",
        "He was born on 07/11/1993 and died on 2023-05-12 at 10:30.",
        "The plant cost 1,200,000,000 dinars and gives 750 MW, 3.5 percent more than in 2022-2023.",
        "Law no. 137/2005, ISBN 978-3-16-148410-0, UN resolution 2379 (2017)",
        "Match result 3-1, population 41,000,000, oil at $81.50",
        "في عام 2014 قتل 5000 إيزيدي وخطف 6417",
        "لە ساڵی ٢٠١٤ زیاتر لە ٥٠٠٠ کەس کوژران",
        "Jin jiyan azadî! Jin jiyan azadî! Jin jiyan azadî! Jin jiyan azadî!",
        "ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha",
        "Bu seçimde oy vermeyeceğim.",
        "لا تصوتوا للفاسدين",
    ],
)
def test_what_readers_write_about_the_news_is_below_the_approve_threshold(text: str) -> None:
    assert score(text) < PASSES


@pytest.mark.parametrize(
    "text",
    [
        "Call him, 0750 123 45 67 is his number.",
        "https://t.me/somechannel",
        "bit.ly/2abcd",
        "Vote for Ahmed Hassan!",
        "صوتوا لمن يخدمكم",
        "visit example dot com today",
        "visit example(dot)com",
        "hxxps://example.com/x",
        "[read this](http://spam.example)",
        '<a href="http://spam.example">read</a>',
        "http://a.com http://b.com http://c.com",
        "best pills in town today best pills in town today best pills in town today",
    ],
)
def test_what_may_be_either_is_left_to_a_human(text: str) -> None:
    assert PASSES <= score(text) <= BREAKS


@pytest.mark.parametrize(
    "number",
    [
        "+964 750 123 4567",
        "00964-750-123-4567",
        "07501234567",
        "0770 123 4567",
        "٠٧٥٠١٢٣٤٥٦٧",
        "۰۹۱۲ ۱۲۳ ۴۵ ۶۷",
        "+90 (532) 123 45 67",
        "0532 123 45 67",
        "(555) 123-4567",
        "1-800-555-0199",
    ],
)
def test_a_telephone_number_is_marked_in_the_original(number: str) -> None:
    assert marked(f"— {number}.") == [number]


def test_spans_are_code_points_of_the_original() -> None:
    text = "😀😀 ＷＷＷ.example.com\u200b/a شتێک"
    assert marked(text) == ["ＷＷＷ.example.com\u200b/a"]


def test_the_words_of_a_call_are_marked() -> None:
    assert marked("Hello! Please subscribe to my channel.") == ["subscribe to my channel"]


def test_an_address_of_an_article_holds_no_telephone_number() -> None:
    assert score("https://news.example/article?id=07501234567") < PASSES


def test_the_words_of_an_address_are_no_call() -> None:
    assert score("https://news.example/why-you-should-not-buy-now-and-subscribe-to-our-channel") < PASSES


def test_a_weak_call_counts_with_a_way_to_answer_it() -> None:
    assert score("House for sale") < PASSES
    assert score("House for sale, 0750 123 4567") > BREAKS


@given(st.text(max_size=300))
def test_any_text_gets_a_score_and_spans_within_it(text: str) -> None:
    found = finding(text)
    if found is None:
        return
    assert 0 < found.score <= 1
    assert found.spans == tuple(sorted(found.spans))
    assert all(0 <= start < end <= len(text) for start, end in found.spans)


ADVERTISEMENT = "The new shop in Erbil has the finest carpets of the whole region at low prices"


def repeats(text: str, *recent: str) -> Evidence:
    return Repeats().screen([prepared(text, recent)])[0]


def repeat_score(text: str, *recent: str) -> float:
    return max((found.score for found in repeats(text, *recent).findings), default=0.0)


def test_a_text_that_nobody_else_wrote_is_no_repeat() -> None:
    assert repeats(ADVERTISEMENT) == Evidence()
    assert repeats(ADVERTISEMENT, "Something else entirely, about the price of bread in the city") == Evidence()


def test_one_repeat_is_for_a_human_and_three_are_a_campaign() -> None:
    assert PASSES < repeat_score(ADVERTISEMENT, ADVERTISEMENT) < BREAKS
    assert repeat_score(ADVERTISEMENT, *[ADVERTISEMENT] * 3) > BREAKS
    assert repeat_score(ADVERTISEMENT, *[ADVERTISEMENT] * 30) > BREAKS


def test_a_repeat_in_disguise_is_a_repeat() -> None:
    disguised = ADVERTISEMENT.upper().replace("A", "А").replace(" ", "  ") + "!!!"  # a Cyrillic A
    assert repeat_score(disguised, ADVERTISEMENT) > PASSES


def test_a_near_duplicate_is_a_repeat() -> None:
    assert repeat_score(ADVERTISEMENT.replace("Erbil", "Duhok"), ADVERTISEMENT) > PASSES


def test_a_repeat_covers_the_whole_text() -> None:
    (found,) = repeats(ADVERTISEMENT, ADVERTISEMENT).findings
    assert (found.guideline, found.screener, found.spans) == ("promotion", "repeats", ((0, len(ADVERTISEMENT)),))


@pytest.mark.parametrize(
    "text",
    [
        "RIP",
        "Rest in peace. My condolences to the family. Thoughts and prayers.",
        "الله يرحمه ويغفر له ويسكنه فسيح جناته إنا لله وإنا إليه راجعون",
        "حسبنا الله ونعم الوكيل ولا حول ولا قوة إلا بالله العلي العظيم",
        "خوا لێی خۆش بێت و بە بەهەشتی پان و بەرین شاد بێت",
        "Xwedê rehma xwe lê bike, serê we sax be",
        "Allah rahmet eylesin, mekanı cennet olsun, başımız sağ olsun",
        "روحش شاد و یادش گرامی، خدا رحمتش کند",
        "I agree with you completely",
    ],
)
def test_condolences_and_short_formulas_never_count(text: str) -> None:
    assert repeats(text, *[text] * 50) == Evidence()


@pytest.mark.parametrize("section", ["strong", "votes", "weak", "formulas"])
def test_no_section_finds_anything_in_an_empty_text(section: str) -> None:
    assert list(calls(section).spans("")) == []


def test_an_unknown_section_is_an_error() -> None:
    with pytest.raises(KeyError):
        calls("nonsense")


@pytest.mark.parametrize(
    "piece",
    ["ab-cd-", "ab.cd.", "ab@cd.", "a dot ", "[ab](//", "[url=a", "<a b href", "0750", "+1 2 ", "(555) ", "vote for "],
)
def test_a_long_text_costs_what_its_length_costs(piece: str) -> None:
    short, long = prepared(piece * 500), prepared(piece * 4_000)
    once, eightfold = (min(timeit.repeat(partial(PROMOTION.screen, [each]), number=1)) for each in (short, long))
    assert eightfold < 40 * once + 0.02
