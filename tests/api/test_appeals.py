"""What an author may do with a receipt beside following and withdrawing: appeal, erase, take the data along."""

import json
from typing import Any

import pytest

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.kept_receipts import Check, read, results
from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of
from stet.comments.verify import verify
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, failure
from tests.newsroom_kit import publish, say, screener

WHY = "It is a quotation."
NOTHING = {"state": "none", "statement": None, "made_at": None, "answered_at": None}


@pytest.fixture
def rejected(article: Article) -> Comment:
    comment = say(article)
    judge(comment, screener(racism=1.0))
    return Comment.objects.get(pk=comment.pk)


def post(api: Calls, comment: Comment, act: str, said: Any = None) -> Any:
    address = f"/api/v1/receipts/{receipt_of(comment)}/{act}"
    return api.client.post(address, json.dumps(said or {}), content_type="application/json")


def appealed(api: Calls, comment: Comment, statement: str = WHY) -> Any:
    return post(api, comment, "appeal", {"statement": statement})


def told(api: Calls, comment: Comment) -> dict[str, Any]:
    return dict(api.follow(receipt_of(comment)).json()["appeal"])


def test_an_appeal_and_its_states(api: Calls, rejected: Comment, moderator: Account) -> None:
    assert told(api, rejected) == NOTHING | {"state": "possible"}
    answer = appealed(api, rejected)
    assert answer.status_code == 200
    receipt = answer.json()
    assert (receipt["state"], receipt["appeal"]["state"], receipt["appeal"]["statement"]) == (
        "rejected",
        "waiting",
        WHY,
    )
    assert receipt["appeal"]["made_at"]
    assert told(api, rejected) == receipt["appeal"]
    verdict = rule(rejected, moderator, Outcome.REJECT, ["threat"])
    refused = told(api, rejected)
    assert (refused["state"], refused["statement"]) == ("refused", WHY)
    assert refused["answered_at"].startswith(verdict.decided_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert failure(appealed(api, rejected)) == (409, "appeal_impossible", "state")


def test_a_granted_appeal_and_what_is_rejected_after_it(api: Calls, rejected: Comment, moderator: Account) -> None:
    appealed(api, rejected)
    rule(rejected, moderator, Outcome.APPROVE)
    assert told(api, rejected)["state"] == "granted"
    rule(rejected, moderator, Outcome.REJECT, ["profanity"])
    assert told(api, rejected) == NOTHING | {"state": "possible"}


@pytest.mark.parametrize("end", [withdraw, erase])
def test_an_appeal_of_what_is_gone_waits_for_nothing(api: Calls, rejected: Comment, end: Any) -> None:
    appealed(api, rejected)
    end(rejected)
    shown = told(api, rejected)
    assert (shown["state"], shown["statement"]) == ("none", None if end is erase else WHY)
    assert failure(appealed(api, rejected)) == (409, "already_final", "state")


def test_where_nothing_was_rejected_no_appeal_is_offered(api: Calls, article: Article, moderator: Account) -> None:
    for comment in (say(article), publish(article, moderator)):
        assert told(api, comment) == NOTHING
        assert failure(appealed(api, comment)) == (409, "appeal_impossible", "state")


def test_on_a_site_without_appeals_none_is_offered(api: Calls, rejected: Comment) -> None:
    rejected.site.appeals = False
    rejected.site.save()
    assert told(api, rejected) == NOTHING
    assert failure(appealed(api, rejected)) == (409, "appeal_impossible", "state")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"statement": " "}, "statement_empty", "statement"),
        ({"statement": "x" * 2001}, "statement_too_long", "statement"),
        ({"statement": "a\x00b"}, "text_invalid", None),
        ({"statement": "a\ud800b"}, "text_invalid", None),
        ({"statement": 5}, "field_invalid", "statement"),
        ({}, "field_invalid", "statement"),
    ],
)
def test_an_appeal_that_says_nothing_is_refused(
    api: Calls, rejected: Comment, said: dict[str, Any], code: str, field: str | None
) -> None:
    assert failure(post(api, rejected, "appeal", said)) == (422, code, field)
    assert told(api, rejected)["state"] == "possible"


def test_nobody_appeals_or_erases_without_the_receipt(api: Calls, rejected: Comment) -> None:
    for act in ("appeal", "erase"):
        address = f"/api/v1/receipts/{receipt_of(rejected)[:-1]}x/{act}"
        answer = api.client.post(address, '{"statement": "x"}', content_type="application/json")
        assert failure(answer) == (404, "receipt_unknown", "receipt")
    assert failure(api.get(f"receipts/{receipt_of(rejected)[:-1]}x/data")) == (404, "receipt_unknown", "receipt")


def test_erasing_is_for_good_and_may_be_asked_twice(api: Calls, rejected: Comment) -> None:
    appealed(api, rejected)
    receipt = post(api, rejected, "erase").json()
    assert (receipt["state"], receipt["body"], receipt["author"]) == ("erased", None, None)
    assert receipt["ledger"]["salt"] is None
    assert post(api, rejected, "erase").json() == receipt
    assert list(verify()) == []


def test_the_data_is_a_file_that_proves_itself(api: Calls, rejected: Comment) -> None:
    appealed(api, rejected)
    links = api.follow(receipt_of(rejected)).json()["links"]
    answer = api.client.get(links["data"])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="stet-receipt-{rejected.pk}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    (kept,) = read(answer.content.decode())
    assert {one.check for one in results(kept) if not one.holds} == {Check.EXPLANATIONS}, "nobody explained anything"
    file = answer.json()
    assert (file["comment"]["body"], file["appeals"][0]["statement"]) == (rejected.body, WHY)
    assert file["verdicts"][0]["guidelines"][0]["id"] == "racism"
    assert api.client.get(links["verify"]).status_code == 200
    assert links["follow"].endswith("/follow")


def test_the_data_is_told_in_the_language_asked_for(api: Calls, rejected: Comment) -> None:
    turkish = api.get(f"receipts/{receipt_of(rejected)}/data", lang="tr").json()
    assert turkish["verdicts"][0]["guidelines"][0]["title"] != "Threats"
    assert "yayımlanmadı" in turkish["verdicts"][0]["reason"]


def test_a_receipt_says_whether_letters_and_a_usual_wait_are_known(api: Calls, rejected: Comment) -> None:
    receipt = api.follow(receipt_of(rejected)).json()
    assert receipt["usual_wait"] is None, "ten decisions are needed to say so"
    assert set(receipt["follow"]) == {"possible", "decision", "replies", "confirmed"}
