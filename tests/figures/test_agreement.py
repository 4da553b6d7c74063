"""How far people share the machine's decisions: on the public page, at the desk and in the file."""

import csv
import io

import pytest
from django.test import Client

from stet.accounts.models import Account
from stet.accounts.roles import Role
from stet.comments.acts.judge import judge
from stet.comments.models import Article
from stet.moderation import lot, reviews
from stet.moderation.models import Review
from stet.newsroom.verdict import Outcome
from tests.newsroom_kit import make_article, make_moderator, make_site, say, screener
from tests.publication.reading import one, soup

PAGE = "/transparency/courier/"


@pytest.fixture
def audited(article: Article, client: Client) -> Account:
    """The machine approved three and rejected two; people would have decided one of each otherwise."""
    article.site.reviewed_percent = 100
    article.site.save()
    lot.draw()
    for _ in range(3):
        judge(say(article), screener())
    for _ in range(2):
        judge(say(article), screener(profanity=1.0))
    lot.draw()
    reviewer = make_moderator("rojin@courier.example", role=Role.EDITOR)
    for number, review in enumerate(Review.objects.order_by("verdict__entry")):
        was = Outcome(review.verdict.outcome) if review.verdict else Outcome.REFER
        other = Outcome.REJECT if was is Outcome.APPROVE else Outcome.APPROVE
        told = other if number in {0, 4} else was
        reviews.give(review, reviewer, told, ["profanity"], "")
    return reviewer


def test_the_public_reads_how_many_people_shared(audited: Account, client: Client) -> None:
    page = client.get(PAGE).content.decode()
    # Wilson's interval of 3 in 5.
    assert "5 of the machine’s decisions were drawn by lot" in page
    assert "People shared 60% of them (95 % interval: 23% to 89%)" in page
    assert audited.email not in page


def test_the_desk_reads_it_by_language_and_guideline(audited: Account, client: Client) -> None:
    client.force_login(audited)
    table = one(soup(client.get("/desk/figures/")), "section:has(#audit) tbody")
    rows = [[cell.get_text() for cell in row.select("th, td")][:3] for row in table.select("tr")]
    assert rows == [
        ["All of its decisions", "5", "60%"],
        ["Its approvals", "3", "67%"],
        ["Its rejections", "2", "50%"],
        ["English", "5", "60%"],
        ["Profanity", "2", "50%"],
    ]


def test_the_file_has_it_too(audited: Account, client: Client) -> None:
    table = csv.DictReader(io.StringIO(client.get(f"{PAGE}figures.csv").content.decode()))
    found = {(row["figure"], row["of"], row["detail"]): row["value"] for row in table}
    assert found["audited", "", ""] == "5"
    assert found["audited and shared", "approved", ""] == "2"
    assert found["audited and shared", "profanity", ""] == "1"
    assert found["audited", "", "en"] == "5"


def test_another_site_s_audit_is_its_own(audited: Account, client: Client) -> None:
    make_article(make_site("herald"))
    assert "drawn by lot" not in client.get("/transparency/herald/").content.decode()
    client.force_login(audited)
    assert "Nobody has looked" in client.get("/desk/figures/?site=herald").content.decode()
