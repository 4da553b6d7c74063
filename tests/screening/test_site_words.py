"""A site's own words are found as the shipped lists find theirs, and what it allows the lists hold against nobody."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stet.newsroom.labels import GUIDELINE_LABELS
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.newsroom.screening import SITE_WORDS, Finding, Screening, Submission
from stet.newsroom.verdict import Outcome
from stet.newsroom.vocabulary import Certainty, SiteWord, Vocabulary
from stet.screening import Screener
from stet.screening.steps import SiteWords, Words
from stet.screening.word_files import MILD, STRONG
from stet.verdicts import decide
from tests.newsroom_kit import Scores

# The lists and nothing else: what the model thinks of a comment is not at issue here.
SCREENER = Screener([("words", Words), ("site_words", SiteWords), ("scores", lambda: Scores({}))])


def screened(text: str, *words: SiteWord, allowed: tuple[str, ...] = ()) -> Screening:
    return SCREENER.screen(Submission(text, vocabulary=Vocabulary(words, allowed)))


def findings(text: str, *words: SiteWord) -> list[Finding]:
    return [finding for finding in screened(text, *words).findings if finding.screener == SITE_WORDS]


def found(text: str, *words: SiteWord) -> list[str]:
    """The pieces of the comment that a site's own words mark."""
    return [text[start:end] for finding in findings(text, *words) for start, end in finding.spans]


@pytest.mark.parametrize(
    ("word", "language", "text", "marked"),
    [
        ("brexiteer", "en", "The brexiteers will say so again.", "brexiteers"),
        ("brexiteer", "", "The BREXITEERS will say so again.", "BREXITEERS"),
        ("zurna", "tr", "Bu zurnaları kim getirdi buraya, söyleyin.", "zurnaları"),
        ("kewçik", "kmr", "Ev kewçikên we li ku ne, hevalno?", "kewçikên"),
        ("kewçik", "kmr", "Ev kewcikên we li ku ne, hevalno?", "kewcikên"),
        ("گۆزە", "ckb", "ئەم گۆزەکان لە کوێوە هاتوون، پێم بڵێن", "گۆزەکان"),
        ("گۆزە", "ckb", "ئەم گــۆزە لە کوێوە هات، پێم بڵێن", "گــۆزە"),
        ("إبريق", "ar", "من أين جاءت هذه الأباريق وهذا الابريق الكبير", "الابريق"),
        ("کوزه", "fa", "این کوزه‌ها را از کجا آورده‌اید، به ما بگویید", "کوزه‌ها"),
        ("kettle", "", "You k e t t l e of a man.", "k e t t l e"),
        ("kettle", "", "You k3ttle of a man.", "k3ttle"),
        ("kettle", "", "You k.e.t.t.l.e of a man.", "k.e.t.t.l.e"),
        ("kettle", "", "You ｋｅｔｔｌｅ of a man.", "ｋｅｔｔｌｅ"),
        ("kettle", "", "You kettttttle of a man.", "kettttttle"),
        ("kettle", "", "You kеttlе of a man.", "kеttlе"),  # with Cyrillic letters
        ("kettle*", "", "Such a kettleheaded plan.", "kettleheaded"),
        ("black kettle", "", "The black  kettle speaks.", "black  kettle"),
        ("black kettle*", "", "The black kettleheads speak.", "black kettleheads"),
        ("co-worker", "", "My co-worker left.", "co-worker"),
    ],
)
def test_a_word_is_found_inflected_and_in_disguise(word: str, language: str, text: str, marked: str) -> None:
    assert found(text, SiteWord(word, "hate", language)) == [marked]


@pytest.mark.parametrize(
    ("word", "language", "text"),
    [
        ("kettle", "", "The kettledrum was loud."),
        ("black kettle", "", "Black is the kettle."),
        ("at", "tr", "Atalarımız ata biner, ateş yakardı."),
        ("zurna", "tr", "The zurna is an old instrument of the region."),
        ("kettle", "", "She bought a cat for the children."),
    ],
)
def test_another_word_is_not_found(word: str, language: str, text: str) -> None:
    assert found(text, SiteWord(word, "hate", language)) == []


@pytest.mark.parametrize(("certainty", "score"), [(Certainty.SURE, STRONG), (Certainty.DOUBTFUL, MILD)])
def test_a_word_is_as_sure_as_the_site_is(certainty: Certainty, score: float) -> None:
    finding = findings("What a kettle he is.", SiteWord("kettle", "hate", certainty=certainty))
    assert finding == [Finding("hate", score, ((7, 13),), SITE_WORDS)]


@pytest.mark.parametrize("text", ['They wrote "kettle" on our door.', "He called me a kettle yesterday."])
def test_who_quotes_or_reports_a_sure_word_is_not_rejected_for_it(text: str) -> None:
    assert findings(text, SiteWord("kettle", "hate", certainty=Certainty.SURE))[0].score == MILD


def test_a_word_counts_for_its_own_guideline_be_it_no_screeners() -> None:
    screening = screened("Vote for the kettle party!", SiteWord("kettle", "elections"), SiteWord("kettle", "hate"))
    assert {finding.guideline for finding in screening.findings} == {"elections", "hate"}
    assert screening.scores["elections"] == MILD


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("You are an idiot.", "idiot"),
        ("You are IDIOTS, all of you.", "idiot"),
        ("Sen aptalsın, bunu herkes bilir.", "aptal"),
        ("He read The Idiot by Dostoevsky.", "the idiot"),
    ],
)
def test_what_a_site_allows_the_lists_hold_against_nobody(text: str, allowed: str) -> None:
    assert screened(text).findings
    assert not screened(text, allowed=(allowed,)).findings


@pytest.mark.parametrize("text", ["You idiot, read The Idiot.", "You moron, read The Idiot."])
def test_what_is_allowed_excuses_nothing_beside_it(text: str) -> None:
    spans = screened(text, allowed=("the idiot",)).findings[0].spans
    assert [text[start:end] for start, end in spans] in (["idiot"], ["moron"])


def test_what_is_allowed_is_no_answer_to_the_sites_own_words() -> None:
    word = SiteWord("kettle", "hate")
    screening = screened("You kettle.", word, allowed=("you kettle",))
    assert [finding.screener for finding in screening.findings] == [SITE_WORDS]


def test_a_policys_own_words_reach_the_verdict() -> None:
    text = default_policy_text().replace(
        "\nmode: decide\n",
        "\nmode: decide\nwords:\n  - {text: kettle, guideline: personal_attack, certainty: sure}\n"
        "  - {text: samovar, guideline: personal_attack}\n",
    )
    policy = parse_policy(text)
    outcomes = {
        comment: decide(SCREENER.screen(Submission(comment, vocabulary=policy.vocabulary)), policy).outcome
        for comment in ("You are a kettle.", "You are a samovar.", "You are a reader.")
    }
    assert list(outcomes.values()) == [Outcome.REJECT, Outcome.REFER, Outcome.APPROVE]


LETTERS = string.ascii_letters + "çğıöşüêîûكگچپەێۆڕڵئي٣ \u200cـَé*'’-"
texts = st.text(LETTERS, min_size=1, max_size=30)
words = st.builds(SiteWord, texts, st.sampled_from(GUIDELINE_LABELS), st.sampled_from(["", "en", "ckb", "tr", "kmr"]))


@settings(max_examples=60)
@given(st.text(max_size=80), st.lists(words, max_size=4).map(tuple), st.lists(texts, max_size=3).map(tuple))
def test_whatever_a_site_lists_every_text_is_screened_and_every_span_lies_in_it(
    text: str, own: tuple[SiteWord, ...], allowed: tuple[str, ...]
) -> None:
    screening = screened(text, *own, allowed=allowed)
    assert not {"words", "site_words"} & set(screening.failures)
    assert all(0 <= start <= end <= len(text) for each in screening.findings for start, end in each.spans)


@settings(max_examples=60)
@given(st.sampled_from(["kettle", "samovar", "zurna"]), st.text(string.ascii_lowercase + " .,!", max_size=40))
def test_a_listed_word_is_found_wherever_it_stands(word: str, around: str) -> None:
    assert word in found(f"{around} {word} {around}", SiteWord(word, "hate"))


@given(st.text(max_size=60))
def test_without_words_of_its_own_a_site_gets_what_all_get(text: str) -> None:
    assert SCREENER.screen(Submission(text)) == screened(text)
