"""Reasons that moderators choose: filled for one comment, in its author's language, and never sent half filled."""

import re

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import LONGEST_EXPLANATION
from stet.comments.models import Article, Comment, Site
from stet.moderation import reasons
from stet.moderation.models import JournalEntry, ReasonTemplate
from stet.moderation.reasons import PLACEHOLDERS, PlaceholderLeft, Proposal, faults, proposals
from stet.newsroom.labels import LABELS
from stet.newsroom.languages import LANGUAGES
from stet.newsroom.policy_file import default_policy_text, parse_policy
from stet.screening import Screener
from tests.newsroom_kit import make_article, make_moderator, make_site, say, screener

pytestmark = pytest.mark.django_db
INSULT = "You are a stupid idiot, minister."


@pytest.fixture(scope="module")
def shipped() -> Screener:
    """The screener as it is, whose word lists mark the words at issue."""
    return Screener()


def insulted(article: Article, shipped: Screener, **draft: str) -> Comment:
    comment = say(article, INSULT, **draft)
    judge(comment, shipped)
    return Comment.objects.select_related("site", "article").get(pk=comment.pk)


def make(site: Site, text: str, guideline: str = "", **texts: str) -> ReasonTemplate:
    name = f"{guideline or 'any'} {site.reason_templates.count()}"
    return ReasonTemplate.objects.create(site=site, name=name, guideline=guideline, texts={"en": text} | texts)


def texts(found: list[Proposal]) -> list[str]:
    return [one.text for one in found]


def test_placeholders_are_filled(article: Article, shipped: Screener) -> None:
    make(article.site, "{guideline} in {words} below “{article}” on {site}.", "personal_attack")
    (proposal,) = proposals(insulted(article, shipped), ["personal_attack"], "en")
    assert proposal.missing == ()
    assert re.fullmatch("“Personal attacks” in “.+” below “The bridge” on Courier.", proposal.text), proposal.text
    assert "idiot" in proposal.text


def test_a_reason_for_any_guideline_names_all_of_them(article: Article, shipped: Screener) -> None:
    make(article.site, "It breaks {guideline}.", tr="Uymadığı ilkeler: {guideline}.")
    comment = insulted(article, shipped)
    assert texts(proposals(comment, ["profanity", "personal_attack"], "en")) == [
        "It breaks “Profanity”, “Personal attacks”."
    ]
    (turkish,) = texts(proposals(comment, ["profanity"], "tr"))
    assert turkish.startswith("Uymadığı ilkeler: “")


def test_reasons_for_other_guidelines_are_not_proposed(article: Article, shipped: Screener) -> None:
    for guideline in ("threat", "personal_attack", ""):
        make(article.site, f"For {guideline or 'any'}.", guideline)
    comment = insulted(article, shipped)
    assert texts(proposals(comment, ["personal_attack"], "en")) == ["For personal_attack.", "For any."]
    assert texts(proposals(comment, [], "en")) == ["For any."]


def test_the_language_falls_back_to_the_author_s_then_to_english(article: Article, shipped: Screener) -> None:
    make(article.site, "English", ckb="کوردی", tr="Türkçe")
    comment = insulted(article, shipped, reading_language="ckb")
    assert texts(proposals(comment, ["threat"], "tr-TR")) == ["Türkçe"]
    assert texts(proposals(comment, ["threat"], "ar")) == ["کوردی"]
    assert texts(proposals(insulted(article, shipped, reading_language="fa"), ["threat"], "ar")) == ["English"]
    ReasonTemplate.objects.update(texts={"tr": "Türkçe"})
    assert proposals(comment, ["threat"], "ar") == []


def test_what_there_is_nothing_for_is_named_and_stays_to_be_seen(site: Site) -> None:
    comment = say(make_article(site, title=""), "Nothing is marked in this one.")
    make(site, "Because of {words} below {article}.")
    (proposal,) = proposals(comment, ["threat"], "en")
    assert (proposal.text, proposal.missing) == ("Because of {words} below {article}.", ("words", "article"))
    with pytest.raises(PlaceholderLeft, match=re.escape("{words}, {article}")):
        reasons.check_filled(proposal.text)
    reasons.check_filled("Nobody minds {braces} of one's own.")


def test_long_passages_are_cut_and_there_are_not_many(article: Article) -> None:
    comment = say(article, " ".join(f"{n} {'very ' * 30}idiot" for n in range(9)))
    stored = {"guideline": "personal_attack", "score": 1.0, "screener": "words"}
    spans = [list(match.span()) for match in re.finditer(r"\d .*?idiot", comment.body or "")]
    comment.screenings.create(
        language="en",
        script="Latn",
        scores={},
        findings=[stored | {"spans": spans}],
        failures=[],
        screeners={},
        milliseconds=1,
    )
    make(article.site, "{words}")
    (text,) = texts(proposals(comment, ["personal_attack"], "en"))
    assert text.count("“") == 3
    assert text.count("…") == 3
    assert len(text) < 250


def test_an_erased_comment_has_no_words(article: Article, shipped: Screener) -> None:
    comment = insulted(article, shipped)
    comment.body = None
    make(article.site, "{words}")
    (proposal,) = proposals(comment, ["personal_attack"], "en")
    assert proposal.missing == ("words",)


@given(st.text(alphabet="ab{}", max_size=12))
def test_a_text_without_faults_holds_placeholders_alone(text: str) -> None:
    found = faults(text)
    named = re.findall(r"\{([^{}]*)\}", text)
    assert set(found.unknown) == set(named) - set(PLACEHOLDERS)
    rest = re.sub(r"\{[^{}]*\}", "", text)
    assert found.has_lone_brace == bool(set(rest) & set("{}"))


@given(st.lists(st.sampled_from([*(f"{{{name}}}" for name in PLACEHOLDERS), "a", " ", "کورد"])).map("".join))
def test_every_known_placeholder_is_no_fault(text: str) -> None:
    assert not faults(text)


# ——— What Stet ships ———


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_reasons_speak_every_language(language: str) -> None:
    guidelines = {one.id for one in parse_policy(default_policy_text()).guidelines}
    every = reasons.shipped(language)
    assert len({one.name for one in every}) == len(every) >= 4
    for one in every:
        assert one.guideline == "" or one.guideline in guidelines & set(LABELS)
        assert set(one.texts) == set(LANGUAGES)
        placeholders = {frozenset(re.findall(r"\{\w+\}", text)) for text in one.texts.values()}
        assert len(placeholders) == 1, "a reason says the same in every language"
        assert not any(faults(text) for text in one.texts.values())
        assert max(map(len, one.texts.values())) < LONGEST_EXPLANATION / 4


def test_a_new_site_has_the_shipped_ones_until_it_has_its_own(article: Article, shipped: Screener) -> None:
    comment = insulted(article, shipped)
    assert len(proposals(comment, ["personal_attack"], "ckb")) == 3
    with translation.override("tr"):
        assert reasons.shipped("tr")[0].name in {one.name for one in proposals(comment, ["personal_attack"], "en")}
    reasons.adopt(article.site, make_moderator(role="editor"), "en")
    assert ReasonTemplate.objects.count() == len(reasons.shipped("en"))
    reasons.adopt(article.site, Account.objects.get(role="editor"), "en")
    assert ReasonTemplate.objects.count() == len(reasons.shipped("en")), "once"
    assert JournalEntry.objects.filter(what="reasons_adopted").count() == 1


# ——— At the desk ———


@pytest.fixture
def office(db: None) -> Client:
    client = Client()
    editor = make_moderator("gulistan@courier.example", role="editor")
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_editor_writes_changes_and_removes_a_reason(office: Client, site: Site) -> None:
    assert "that Stet ships" in office.get("/desk/reasons/courier/").content.decode()
    said = {
        "name": "No phone numbers",
        "guideline": "promotion",
        "text_en": "Without {words}.\r\nThank you.",
        "text_ckb": " ",
    }
    assert office.post("/desk/reasons/courier/new/", said).status_code == 302
    made = ReasonTemplate.objects.get(name="No phone numbers")
    assert (made.guideline, made.texts) == ("promotion", {"en": "Without {words}.\nThank you."})
    assert ReasonTemplate.objects.count() == len(reasons.shipped("en")) + 1, "the first change adopts the shipped ones"
    address = f"/desk/reasons/courier/{made.pk}/"
    assert "Thank you." in office.get(address).content.decode()
    assert office.post(address, said | {"text_en": "", "text_tr": "{site}"}).status_code == 302
    assert ReasonTemplate.objects.get(pk=made.pk).texts == {"tr": "{site}"}
    assert office.post(address, {"act": "remove"}).status_code == 302
    assert not ReasonTemplate.objects.filter(pk=made.pk).exists()
    assert "There is no such reason" in office.get(address, follow=True).content.decode()
    assert office.post(address, said).status_code == 404
    assert [entry.what for entry in JournalEntry.objects.order_by("id")] == [
        "reasons_adopted",
        "reason_kept",
        "reason_kept",
        "reason_removed",
    ]


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"text_en": "Look at {word}."}, 422, "Nobody knows what {word} stands for"),
        ({"text_tr": "Look at {words."}, 422, "stands alone"),
        ({"text_en": ""}, 422, "in one language at least"),
        ({"text_en": "a\u202eb"}, 422, "turn its letters around"),
        ({"text_en": "x" * 1001}, 422, "at most 1000"),
        ({"name": "Taken"}, 409, "Another reason of this site has that name"),
        ({"guideline": "weather"}, 422, "not one of the available choices"),
    ],
)
def test_a_reason_that_cannot_be(office: Client, site: Site, changed: dict[str, str], status: int, words: str) -> None:
    ReasonTemplate.objects.create(site=site, name="Taken", texts={"en": "Taken."})
    said = {"name": "New", "guideline": "", "text_en": "Look."} | changed
    answer = office.post("/desk/reasons/courier/new/", said)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_site_s_reasons_are_its_own(office: Client, site: Site) -> None:
    other = ReasonTemplate.objects.create(site=make_site("herald"), name="Elsewhere", texts={"en": "x"})
    assert "Elsewhere" not in office.get("/desk/reasons/courier/").content.decode()
    assert office.post(f"/desk/reasons/courier/{other.pk}/", {"act": "remove"}).status_code == 302
    assert ReasonTemplate.objects.filter(pk=other.pk).exists()


def test_the_card_asks_for_reasons_anew(office: Client, article: Article) -> None:
    comment = say(article)
    judge(comment, screener())
    answer = office.get(f"/desk/comments/{comment.pk}/reasons/?guideline=threat&language=ckb")
    told = answer.json()["proposals"]
    assert [one["guideline"] for one in told] == ["threat", "", ""]
    assert told[0]["missing"] == ["words"]
    assert answer.headers["Cache-Control"] == "no-store"
