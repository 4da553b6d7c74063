"""Second looks: whoever gives one knows nothing of the first, and whoever settles is neither of the two."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.models import Article, Case, Comment, Site, State, Verdict
from stet.ledger.models import Entry
from stet.moderation import lot, reviews, wellbeing
from stet.moderation.models import Bookmark, JournalEntry, Reason, Review
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_moderator, make_site, say, screener
from tests.publication.reading import one, soup

pytestmark = pytest.mark.django_db


def browser_of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def colleague_desk(colleague: Account) -> Client:
    return browser_of(colleague)


@pytest.fixture
def senior(db: None) -> Account:
    return make_moderator("hevi@courier.example", role=Role.SENIOR)


@pytest.fixture
def all_drawn(site: Site) -> Site:
    """Every decision of the site is looked at a second time."""
    site.reviewed_percent = 100
    site.save()
    lot.draw()
    return site


def decided(
    article: Article, moderator: Account, outcome: Outcome, *guidelines: str, body: str = "It rains."
) -> Review:
    """A person's decision, drawn by lot."""
    comment = say(article, body)
    verdict = rule(comment, moderator, outcome, guidelines)
    lot.draw()
    return Review.objects.get(verdict=verdict)


def judged(article: Article, **scores: float) -> Review:
    """A decision of the machine, drawn by lot."""
    comment = say(article, "The bus was late again.")
    judge(comment, screener(**scores))
    lot.draw()
    return Review.objects.get(comment=comment)


def look(client: Client, outcome: str, *guidelines: str, remark: str = "") -> Any:
    """Give an opinion about the comment that the page shows."""
    form = one(soup(client.get("/desk/reviews/")), ".blind .ruling")
    return client.post(str(form["action"]), {"outcome": outcome, "guideline": list(guidelines), "remark": remark})


def ask(client: Client, comment: Comment, note: str = "", **headers: str) -> Any:
    return client.post(f"/desk/comments/{comment.pk}/second/", {"note": note}, headers=headers)


# ——— Opinions that are asked for ———


def test_an_opinion_is_asked_for_given_and_read(
    article: Article, desk: Client, colleague_desk: Client, moderator: Account, colleague: Account
) -> None:
    comment = say(article, "Is this about him or about his party?")
    assert ask(desk, comment, "I cannot tell whom it means.").status_code == 302
    assert Case.objects.get(comment=comment).second_wanted_by == moderator
    assert "No answer yet" in desk.get("/desk/reviews/asked/").content.decode()

    page = colleague_desk.get("/desk/reviews/").content.decode()
    assert "I cannot tell whom it means." in page
    assert moderator.email not in page, "a colleague’s name weighs on an opinion"
    assert look(colleague_desk, "reject", "personal_attack", remark="About him: see the name.").status_code == 302

    comment.refresh_from_db()
    assert comment.state == State.PENDING, "an opinion decides nothing"
    assert Case.objects.get(comment=comment).second_wanted_by is None
    assert "About him: see the name." in desk.get(f"/desk/comments/{comment.pk}/").content.decode()
    assert "About him: see the name." in desk.get("/desk/").content.decode(), "wherever the card is shown"
    answer = soup(desk.get("/desk/reviews/asked/")).get_text()
    assert "Would reject" in answer
    assert "About him: see the name." in answer
    assert colleague.email in answer
    assert {entry.what for entry in JournalEntry.objects.all()} == {"second_asked", "review_given"}

    rule(comment, moderator, Outcome.APPROVE)
    assert "About him" not in desk.get("/desk/reviews/asked/").content.decode(), "it is decided"
    assert "About him" not in desk.get(f"/desk/comments/{comment.pk}/").content.decode()


def test_nobody_gives_themselves_an_opinion(article: Article, desk: Client, colleague: Account) -> None:
    ask(desk, say(article))
    page = soup(desk.get("/desk/reviews/"))
    assert not page.select(".card")
    assert one(page, ".empty")


def test_whoever_has_nobody_to_ask_is_told_so(article: Article, desk: Client, moderator: Account) -> None:
    make_moderator("elsewhere@herald.example", role=Role.MODERATOR, sites=[str(make_site("herald").pk)])
    make_moderator("arabic@courier.example", role=Role.MODERATOR, languages=["ar"])
    make_moderator("analyst@courier.example", role=Role.ANALYST)
    comment = say(article)
    Comment.objects.filter(pk=comment.pk).update(language="en")
    answer = ask(desk, comment, accept="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nobody_to_ask")
    assert Case.objects.get().second_wanted_by is None


@pytest.mark.parametrize("code", ["opinion_awaited", "not_waiting", "claimed_by_colleague", "remark_too_long"])
def test_asking_is_refused_with_the_reason(article: Article, desk: Client, colleague: Account, code: str) -> None:
    comment, note = say(article), ""
    if code == "opinion_awaited":
        ask(desk, comment)
    elif code == "not_waiting":
        withdraw(comment)
    elif code == "claimed_by_colleague":
        Case.objects.update(claimed_by=colleague, claimed_until=timezone.now() + timedelta(minutes=1))
    else:
        note = "?" * 2001
    answer = ask(desk, comment, note, accept="application/json")
    assert answer.json()["error"]["code"] == code
    assert answer.status_code in {409, 422}


def test_asking_answers_a_script(article: Article, desk: Client, colleague: Account) -> None:
    answer = ask(desk, say(article, name="Azad"), accept="application/json").json()
    assert "Azad" in answer["told"]
    assert answer["waiting"] == {"new": 1, "appeal": 0, "report": 0}


def test_an_opinion_about_an_earlier_wait_is_over(article: Article, desk: Client, colleague_desk: Client) -> None:
    """The comment was decided by somebody else before the opinion was given."""
    comment = say(article)
    ask(desk, comment)
    rule(comment, make_moderator("third@courier.example", role=Role.MODERATOR), Outcome.APPROVE)
    assert not soup(colleague_desk.get("/desk/reviews/")).select(".card")
    assert "No answer yet" not in desk.get("/desk/reviews/asked/").content.decode()


# ——— The lot ———


def test_decisions_are_drawn_by_the_ledgers_hashes(
    site: Site, article: Article, moderator: Account, desk: Client
) -> None:
    make_moderator("other@courier.example", role=Role.MODERATOR)
    site.reviewed_percent = 40
    site.save()
    lot.draw()
    for _ in range(30):
        rule(say(article), moderator, Outcome.APPROVE)
    lot.draw()
    drawn = set(Review.objects.values_list("verdict__entry__hash", flat=True))
    hashes = set(Entry.objects.filter(kind="verdict").values_list("hash", flat=True))
    assert drawn == {one for one in hashes if lot.is_drawn(one, 40)}
    assert 0 < len(drawn) < 30
    assert lot.draw() == 0, "nobody is drawn twice"
    Bookmark.objects.update(position=0)
    lot.draw()
    assert set(Review.objects.values_list("verdict__entry__hash", flat=True)) == drawn, "drawing anew draws the same"


def test_nobody_foresees_the_lot(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = [f"{number:064x}" for number in range(2000)]
    drawn = [one for one in hashes if lot.is_drawn(one, 10)]
    assert 140 <= len(drawn) <= 260, "about ten in a hundred"
    assert set(drawn) <= {one for one in hashes if lot.is_drawn(one, 11)}
    assert not any(lot.is_drawn(one, 0) for one in hashes)
    assert all(lot.is_drawn(one, 100) for one in hashes)
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert [one for one in hashes if lot.is_drawn(one, 10)] != drawn


def test_an_installation_begins_with_what_is_decided_from_now_on(article: Article, moderator: Account) -> None:
    article.site.reviewed_percent = 100
    article.site.save()
    rule(say(article), moderator, Outcome.APPROVE)
    assert lot.draw() == 0
    comment = say(article)
    judge(comment, screener())
    assert lot.draw() == 1
    assert Review.objects.get().why == Reason.AUDIT


def test_what_is_left_to_people_is_no_decision(all_drawn: Site, article: Article) -> None:
    comment = say(article)
    judge(comment, screener(threat=0.6))
    lot.draw()
    assert not Review.objects.exists()


def test_a_single_moderator_is_not_reviewed(
    all_drawn: Site, article: Article, moderator: Account, desk: Client
) -> None:
    rule(say(article), moderator, Outcome.APPROVE)
    lot.draw()
    assert not Review.objects.exists()


# ——— Blind ———


def test_a_review_shows_nothing_of_the_decision(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client
) -> None:
    comment = say(article, "He is a thief and a liar.", name="Dilan")
    judge(comment, screener(personal_attack=0.7))
    rule(comment, moderator, Outcome.REJECT, ["personal_attack"], explanation="We know nothing of a theft.")
    lot.draw()
    page = soup(colleague_desk.get("/desk/reviews/"))
    card = one(page, ".card")
    assert "He is a thief and a liar." in card.get_text()
    for tell in (moderator.email, "We know nothing of a theft.", "not published", "%"):
        assert tell not in card.get_text()
    assert not card.select("mark, [checked], .evidence, .grounds, .state-tag-rejected")
    assert len(card.select("[name=guideline]")) > 5


def test_nobody_reviews_what_they_ever_decided_about(
    all_drawn: Site, article: Article, desk: Client, moderator: Account, colleague: Account
) -> None:
    review = decided(article, moderator, Outcome.APPROVE)
    assert not soup(desk.get("/desk/reviews/")).select(".card")
    answer = desk.post(f"/desk/reviews/{review.pk}/", {"outcome": "approve"}, follow=True)
    assert "not for you to make" in answer.content.decode()
    assert Review.objects.get().given_at is None
    # Nor a later decision about it by somebody else.
    rule(review.comment, colleague, Outcome.REJECT, ["personal_attack"])
    lot.draw()
    assert Review.objects.count() == 2
    assert not soup(desk.get("/desk/reviews/")).select(".card")


def test_two_never_look_at_the_same(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client
) -> None:
    third = browser_of(make_moderator("third@courier.example", role=Role.MODERATOR))
    decided(article, moderator, Outcome.APPROVE, body="First.")
    assert "First." in colleague_desk.get("/desk/reviews/").content.decode()
    page = third.get("/desk/reviews/").content.decode()
    assert "First." not in page
    assert "before your colleagues" in page
    Review.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert "First." in third.get("/desk/reviews/").content.decode(), "who walks away keeps nothing"
    assert "First." not in colleague_desk.get("/desk/reviews/").content.decode()


def test_what_is_passed_on_comes_last(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client
) -> None:
    for body in ("First.", "Second."):
        decided(article, moderator, Outcome.APPROVE, body=body)
    form = one(soup(colleague_desk.get("/desk/reviews/")), ".asides form")
    page = colleague_desk.post(str(form["action"]), follow=True).content.decode()
    assert "Second." in page
    assert "First." not in page
    form = one(soup(colleague_desk.get("/desk/reviews/")), ".asides form")
    assert "First." in colleague_desk.post(str(form["action"]), follow=True).content.decode()


def test_a_rejection_without_a_guideline_comes_back_as_it_was_typed(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client
) -> None:
    decided(article, moderator, Outcome.APPROVE)
    response = look(colleague_desk, "reject", remark="Because of the tone.")
    assert response.status_code == 422
    page = soup(response)
    assert "names at least one guideline" in one(page, ".card .problem").get_text()
    assert one(page, "[name=remark]").get_text() == "Because of the tone."
    assert look(colleague_desk, "reject", "nothing_like_it").status_code == 422
    assert look(colleague_desk, "refer").status_code == 400
    assert Review.objects.get().given_at is None


@pytest.mark.parametrize("end", ["withdrawn", "erased"])
def test_what_its_author_took_back_is_not_looked_at(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client, end: str
) -> None:
    review = decided(article, moderator, Outcome.APPROVE)
    withdraw(review.comment) if end == "withdrawn" else erase(review.comment)
    assert not soup(colleague_desk.get("/desk/reviews/")).select(".card")
    answer = colleague_desk.post(f"/desk/reviews/{review.pk}/", {"outcome": "approve"}, follow=True)
    assert "Go on with the next one" in answer.content.decode()


def test_what_was_written_about_an_erased_comment_goes_too(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client
) -> None:
    review = decided(article, moderator, Outcome.APPROVE)
    look(colleague_desk, "approve", remark="“It rains” is no insult.")
    assert reviews.forget_what_was_erased() == 0
    erase(review.comment)
    assert reviews.forget_what_was_erased() == 1
    assert Review.objects.get().remark == ""
    assert reviews.forget_what_was_erased() == 0


def test_nothing_outside_the_scope_is_reviewed(
    all_drawn: Site, article: Article, moderator: Account, colleague: Account, colleague_desk: Client, senior: Account
) -> None:
    review = decided(article, moderator, Outcome.APPROVE)
    elsewhere = [str(make_site("herald").pk)]
    Account.objects.filter(pk__in=[colleague.pk, senior.pk]).update(sites=elsewhere)
    assert not soup(colleague_desk.get("/desk/reviews/")).select(".card")
    assert colleague_desk.post(f"/desk/reviews/{review.pk}/", {"outcome": "approve"}).status_code == 404
    assert colleague_desk.post(f"/desk/reviews/{review.pk}/pass/").status_code == 404
    assert ask(colleague_desk, review.comment).status_code == 404
    assert browser_of(senior).post(f"/desk/reviews/{review.pk}/settle/", {"stand": "yes"}).status_code == 404


# ——— Settling ———


@pytest.fixture
def disputed(all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client, senior: Account) -> Review:
    """A moderator approved; the colleague would have rejected."""
    review = decided(article, moderator, Outcome.APPROVE, body="He is a thief.")
    look(colleague_desk, "reject", "personal_attack", remark="Nobody has shown that.")
    return review


def settle(client: Client, review: Review, **said: Any) -> Any:
    form = one(soup(client.get("/desk/reviews/disagreements/")), ".settling")
    seen = one(form, "[name=seen]")["value"]
    return client.post(f"/desk/reviews/{review.pk}/settle/", {"seen": seen, **said})


def test_agreement_needs_nobody_to_settle_it(
    all_drawn: Site, article: Article, moderator: Account, colleague_desk: Client, senior: Account
) -> None:
    decided(article, moderator, Outcome.REJECT, "personal_attack")
    look(colleague_desk, "reject", "profanity")
    assert one(soup(browser_of(senior).get("/desk/reviews/disagreements/")), ".empty")


def test_both_sides_are_shown_without_their_names(
    disputed: Review, senior: Account, moderator: Account, colleague: Account
) -> None:
    page = soup(browser_of(senior).get("/desk/reviews/disagreements/"))
    told = one(page, ".sides").get_text()
    assert "Approved" in told
    assert "Rejected" in told
    assert "Nobody has shown that." in told
    card = one(page, ".card").get_text()
    assert moderator.email not in card
    assert colleague.email not in card


def test_it_is_let_stand(disputed: Review, senior: Account) -> None:
    assert settle(browser_of(senior), disputed, stand="yes").status_code == 302
    disputed.refresh_from_db()
    assert (disputed.settled_by, disputed.ruling) == (senior, None)
    assert Comment.objects.get().state == State.APPROVED
    assert Verdict.objects.count() == 1
    assert JournalEntry.objects.get(what="review_settled").details == {"why": "double", "how": "stands"}


def test_it_is_decided_anew_by_a_ruling(disputed: Review, senior: Account) -> None:
    client = browser_of(senior)
    assert settle(client, disputed, outcome="reject").status_code == 422
    said = {"outcome": "reject", "guideline": "personal_attack", "explanation": "It says what nobody has shown."}
    assert settle(client, disputed, **said).status_code == 302
    disputed.refresh_from_db()
    assert disputed.ruling == Verdict.objects.get(moderator=senior)
    assert disputed.ruling.explanation.text == "It says what nobody has shown."
    assert Comment.objects.get().state == State.REJECTED


def test_what_happened_meanwhile_is_not_settled_unread(disputed: Review, senior: Account, moderator: Account) -> None:
    client = browser_of(senior)
    form = one(soup(client.get("/desk/reviews/disagreements/")), ".settling")
    seen = one(form, "[name=seen]")["value"]
    rule(disputed.comment, moderator, Outcome.REJECT, ["profanity"])
    said = {"seen": seen, "outcome": "reject", "guideline": "personal_attack"}
    response = client.post(f"/desk/reviews/{disputed.pk}/settle/", said)
    assert response.status_code == 409
    assert "decided anew since" in response.content.decode()
    assert settle(client, disputed, stand="yes").status_code == 302
    assert "settled this already" in settle_again(client, disputed)


def settle_again(client: Client, review: Review) -> str:
    return str(client.post(f"/desk/reviews/{review.pk}/settle/", {"stand": "yes"}, follow=True).content.decode())


def test_neither_of_the_two_settles_it_while_there_is_somebody_else(
    disputed: Review, senior: Account, moderator: Account, colleague: Account
) -> None:
    moderator.role = colleague.role = Role.SENIOR
    moderator.save()
    colleague.save()
    for account in (moderator, colleague):
        client = browser_of(account)
        assert not soup(client.get("/desk/reviews/disagreements/")).select(".card")
        assert "somebody else settles it" in settle_again(client, disputed)
    senior.is_active = False
    senior.save()
    assert settle(browser_of(moderator), disputed, stand="yes").status_code == 302


def test_a_disagreement_with_the_machine_is_settled_too(
    all_drawn: Site, article: Article, colleague_desk: Client, senior: Account
) -> None:
    review = judged(article, profanity=1.0)
    assert Comment.objects.get().state == State.REJECTED
    look(colleague_desk, "approve")
    client = browser_of(senior)
    assert "the machine" in one(soup(client.get("/desk/reviews/disagreements/")), ".sides").get_text()
    assert settle(client, review, outcome="approve").status_code == 302
    assert Comment.objects.get().state == State.APPROVED


# ——— Figures ———


def test_ones_own_figures_are_seen_at_once_and_colleagues_the_day_after(
    disputed: Review, desk: Client, moderator: Account, senior: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = soup(desk.get("/desk/my-work/")).get_text()
    assert "Nobody has shown that." in own
    assert "Not settled yet" in own
    assert "0%" in own, "one decision, which a colleague would have made otherwise"
    editor = browser_of(make_moderator("editor@courier.example", role=Role.EDITOR))
    assert figures_of(editor, moderator) == ["0", "0"]
    a_day_passes(monkeypatch)
    assert figures_of(editor, moderator) == ["1", "0"]
    pairs = one(soup(editor.get("/desk/team/")), "section:has(#pairs)").get_text()
    assert moderator.email in pairs
    assert "0 to" not in figures_of(editor, senior)


def a_day_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)


def figures_of(client: Client, account: Account) -> list[str]:
    rows = soup(client.get("/desk/team/")).select("section:has(#people) tbody tr")
    (row,) = [row for row in rows if account.email in row.get_text()]
    return [cell.get_text() for cell in row.select("td")[:2]]


def test_what_somebody_else_changed_is_counted(
    article: Article, desk: Client, moderator: Account, colleague: Account
) -> None:
    for outcome in (Outcome.APPROVE, Outcome.APPROVE, Outcome.REJECT):
        rule(say(article), moderator, outcome, ["profanity"])
    first, second, third = Comment.objects.order_by("pk")
    rule(first, colleague, Outcome.REJECT, ["profanity"])
    rule(second, moderator, Outcome.REJECT, ["profanity"])
    rule(third, colleague, Outcome.REJECT, ["personal_attack"])
    (row, *_) = soup(desk.get("/desk/my-work/")).select("tbody tr")
    assert "25%" in row.get_text(), "one of four; one’s own second thought and a colleague’s agreement are none"


def test_nobody_sees_what_colleagues_read_in_a_day(disputed: Review, colleague: Account) -> None:
    assert "Only you see this" in browser_of(colleague).get("/desk/my-work/").content.decode()
    page = browser_of(make_moderator("editor@courier.example", role=Role.EDITOR)).get("/desk/team/").content.decode()
    assert "Heavy" not in page
    assert "At work" not in page


def test_a_team_of_another_site_is_another_team(
    disputed: Review, moderator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_day_passes(monkeypatch)
    herald = make_site("herald")
    make_article(herald)
    editor = make_moderator("editor@herald.example", role=Role.EDITOR, sites=[str(herald.pk)])
    page = browser_of(editor).get("/desk/team/").content.decode()
    assert moderator.email not in page, "they decided elsewhere"
    assert "No two people" in page


# ——— Wellbeing ———


def test_a_break_is_suggested_and_never_forced(article: Article, desk: Client, moderator: Account) -> None:
    assert not desk.get("/desk/my-work/rest/").content.strip()
    for _ in range(30):
        say(article)
    Case.objects.update(severity=4, risk=0.9)
    wellbeing.saw(moderator, list(Case.objects.all()), timezone.now())
    for address in ("/desk/work/", "/desk/reviews/", "/desk/my-work/", "/desk/my-work/rest/"):
        assert "Five minutes away from it" in desk.get(address).content.decode(), address
    assert one(soup(desk.get("/desk/work/")), ".card"), "work goes on all the same"
    assert "31" in [each.get_text() for each in soup(desk.get("/desk/my-work/")).select(".figures dd")]


def test_a_review_counts_as_a_card(
    all_drawn: Site, article: Article, moderator: Account, colleague: Account, colleague_desk: Client
) -> None:
    decided(article, moderator, Outcome.REJECT, "hate")
    for _reload in range(3):
        colleague_desk.get("/desk/reviews/")
    load = wellbeing.load(colleague, timezone.now())
    assert (load.cards, load.heavy) == (1, 1)
