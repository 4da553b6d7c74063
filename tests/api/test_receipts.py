"""Following a comment by its receipt, taking it back, and proving what was written."""

import hashlib
import hmac
import json

import pytest

from stet.accounts.models import Account
from stet.comments.acts.erase import erase
from stet.comments.acts.rule import rule
from stet.comments.models import Article, Comment
from stet.comments.receipts import receipt_of
from stet.ledger.models import Entry
from stet.newsroom.verdict import Outcome
from tests.api.conftest import Calls, failure, receipt
from tests.api.test_post import FRENCH
from tests.newsroom_kit import ENGLISH, say


def test_following_gives_what_posting_gave(api: Calls, article: Article) -> None:
    answer = receipt(api.post())
    assert api.follow(answer["receipt"]).json() == answer


def test_a_moderator_s_decision_is_told_with_its_guideline(api: Calls, article: Article, moderator: Account) -> None:
    waiting = receipt(api.post(FRENCH))
    comment = Comment.objects.get()
    rule(comment, moderator, Outcome.REJECT, ["promotion"])
    told = api.follow(waiting["receipt"], lang="tr").json()
    assert (told["state"], told["decided_by"]) == ("rejected", "moderator")
    assert [one["id"] for one in told["guidelines"]] == ["promotion"]
    assert told["guidelines"][0]["title"] in told["reason"]
    rule(comment, moderator, Outcome.APPROVE)
    told = api.follow(waiting["receipt"]).json()
    assert (told["state"], told["guidelines"]) == ("approved", [])
    assert told["published_at"] == told["decided_at"]


def test_what_a_moderator_writes_to_the_author_reaches_them_and_nobody_else(
    api: Calls, article: Article, moderator: Account
) -> None:
    waiting = receipt(api.post(FRENCH))
    comment = Comment.objects.get()
    assert waiting["explanation"] is None
    rule(comment, moderator, Outcome.REJECT, ["promotion"], "Leave the prices out, please.")
    told = api.follow(waiting["receipt"]).json()
    assert told["explanation"] == "Leave the prices out, please."
    assert "prices" not in api.get("thread", article="the-bridge").content.decode()
    file = api.get(f"receipts/{waiting['receipt']}/data").json()
    assert [one["explanation"] for one in file["verdicts"]][-1] == told["explanation"]
    rule(comment, moderator, Outcome.APPROVE)
    assert api.follow(waiting["receipt"]).json()["explanation"] is None, "it was about the rejection"
    rule(comment, moderator, Outcome.REJECT, ["promotion"], "Leave the prices out, please.")
    erase(comment)
    assert "prices" not in api.follow(waiting["receipt"]).content.decode()
    assert "prices" not in api.get(f"receipts/{waiting['receipt']}/data").content.decode()


def test_a_comment_nobody_judged_yet_has_a_reason_too(api: Calls, article: Article) -> None:
    told = api.follow(receipt_of(say(article))).json()
    assert (told["state"], told["language"], told["decided_by"]) == ("pending", "und", None)
    assert told["reason"]


@pytest.mark.parametrize("body", [ENGLISH, FRENCH, "You are a stupid idiot."], ids=["approved", "pending", "rejected"])
def test_a_comment_can_be_withdrawn_once(api: Calls, article: Article, body: str) -> None:
    answer = receipt(api.post(body))
    taken = api.withdraw(answer["receipt"])
    assert taken.status_code == 200
    told = taken.json()
    assert (told["state"], told["published_at"], told["reason"], told["guidelines"]) == ("withdrawn", None, "", [])
    assert told["body"] == body, "it is still its author's"
    assert told["ledger"]["position"] > answer["ledger"]["position"]
    assert api.get("thread", article="the-bridge").json()["comments"] == []
    assert failure(api.withdraw(answer["receipt"])) == (409, "already_final", "state")
    assert api.follow(answer["receipt"]).json() == told


def test_an_erased_comment_says_so_and_nothing_more(api: Calls, article: Article) -> None:
    answer = receipt(api.post())
    erase(Comment.objects.get())
    told = api.follow(answer["receipt"]).json()
    assert told["state"] == "erased"
    assert [told[name] for name in ("body", "author", "published_at", "reason")] == [None, None, None, ""]
    assert (told["ledger"]["salt"], told["ledger"]["statement"]) == (None, None)
    assert told["ledger"]["commitment"] == answer["ledger"]["commitment"]
    assert failure(api.withdraw(answer["receipt"])) == (409, "already_final", "state")


def test_a_receipt_changed_in_any_place_is_none(api: Calls, article: Article) -> None:
    good = receipt(api.post())["receipt"]
    other = receipt_of(say(article))
    swapped = other.partition(".")[0] + "." + good.partition(".")[2]
    changed = [good[:place] + ("x" if good[place] != "x" else "y") + good[place + 1 :] for place in range(len(good))]
    for made_up in (*changed, swapped, good[:-1], good + "A", good.partition(".")[0], str(Comment.objects.first().pk)):
        assert failure(api.follow(made_up)) == (404, "receipt_unknown", "receipt"), made_up
        assert failure(api.withdraw(made_up)) == (404, "receipt_unknown", "receipt"), made_up
    assert not Comment.objects.filter(state="withdrawn").exists()


def test_a_receipt_is_not_the_comment_s_public_name(api: Calls, article: Article) -> None:
    answer = receipt(api.post())
    public = api.get("thread", article="the-bridge").content.decode()
    assert answer["id"] in public
    assert answer["receipt"].partition(".")[2] not in public


def test_the_seal_proves_the_text(api: Calls, article: Article) -> None:
    answer = receipt(api.post("Zerê zer û şîn,\r\n  e\u0301 👩\u200d👧", author={"name": "Bêrîvan"}))
    seal = answer["ledger"]
    sealed = hmac.new(bytes.fromhex(seal["salt"]), seal["statement"].encode(), hashlib.sha256)
    assert sealed.hexdigest() == seal["commitment"]
    said = json.loads(seal["statement"])
    assert (said["body"], said["author"], said["id"]) == (answer["body"], "Bêrîvan", answer["id"])
    entry = Entry.objects.get(position=seal["position"])
    assert (entry.hash, str(entry.subject)) == (seal["hash"], answer["id"])
    assert json.loads(entry.facts)["commitment"] == seal["commitment"]
