"""A kept receipt proves by itself what was written: whatever is changed in it is found, with nothing but the file."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.accounts.models import Account
from stet.comments.acts.appeal import appeal
from stet.comments.acts.erase import erase
from stet.comments.acts.judge import judge
from stet.comments.acts.pick import pick
from stet.comments.acts.report import Notice, report
from stet.comments.acts.rule import rule
from stet.comments.acts.withdraw import withdraw
from stet.comments.kept_receipts import Check, NoReceipt, read, results
from stet.comments.ledger_answers import answer
from stet.comments.models import Article, Comment
from stet.newsroom.verdict import Outcome
from stet.publication.receipt_files import receipt_file, receipt_files
from tests.newsroom_kit import say, screener
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db
BODY = "Zerê zer û şîn,\r\n  e\u0301 👩\u200d👧 «کوردستان» <b>\t\\n"
WORDS = "Because of these words: «زەرێ». You may say it without them.\r\nThank you."
anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)


@pytest.fixture
def comment(article: Article, moderator: Account) -> Comment:
    """One with everything that can happen to a comment, and neighbours whose entries stand between its own."""
    comment = say(article, BODY, "Bêrîvan")
    say(article)
    judge(comment, screener(racism=1.0))
    appeal(comment, "It is a quotation: «ئەمە قسەی ئەو نییە».")
    say(article)
    rule(comment, moderator, Outcome.APPROVE)
    report(comment, Notice(guideline="threat", explanation="Look at it."))
    pick(comment, moderator)
    rule(comment, moderator, Outcome.REJECT, ["threat"], WORDS)
    return Comment.objects.select_related("site", "article", "reader").get(pk=comment.pk)


def kept(comment: Comment) -> dict[str, Any]:
    current = Comment.objects.select_related("site", "article", "reader").get(pk=comment.pk)
    return dict(json.loads(json.dumps(receipt_file(current, "en"))))


def broken(file: Any) -> set[Check] | str:
    """The checks that do not hold, or why it is no receipt at all."""
    try:
        (receipt,) = read(file if isinstance(file, str) else json.dumps(file))
    except NoReceipt as error:
        return str(error)
    return {result.check for result in results(receipt) if result.holds is False}


def test_what_was_not_touched_holds(comment: Comment) -> None:
    file = kept(comment)
    assert broken(file) == set()
    (receipt,) = read(json.dumps(file, ensure_ascii=False, indent=2))
    assert [one.holds for one in results(receipt)] == [True] * len(Check)
    said = answer(receipt)
    assert (said.is_good, said.later) == (True, 0)


def test_everything_kept_is_in_it(comment: Comment) -> None:
    file = kept(comment)
    assert (file["comment"]["body"], file["comment"]["author"]) == (BODY, "Bêrîvan")
    assert [entry["kind"] for entry in file["entries"]] == [
        "received", "verdict", "appealed", "verdict", "reported", "picked", "verdict"
    ]  # fmt: skip
    assert [one["outcome"] for one in file["verdicts"]] == ["reject", "approve", "reject"]
    assert file["verdicts"][0]["guidelines"][0]["title"] == "Racism"
    assert [one["explanation"] for one in file["verdicts"]] == [None, None, WORDS]
    (made,) = file["appeals"]
    assert made["answered_by"] == file["entries"][3]["position"]
    assert file["following"] == {"decision": False, "replies": False, "confirmed": False}
    assert "Look at it." not in json.dumps(file), "who reports is nobody's business"


# Where a text, a name, a time, facts or a hash stand in a file.
def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield from places(below, (*path, key))
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield path


def sealed(file: dict[str, Any]) -> list[tuple[Any, ...]]:
    own = {name: file[name] for name in ("comment", "commitment", "salt", "state", "entries")}
    said = [
        ("appeals", number, name) for number in range(len(file["appeals"])) for name in ("id", "position", "statement")
    ]
    told = [
        ("verdicts", number, name)
        for number, verdict in enumerate(file["verdicts"])
        if verdict["explanation"]
        for name in ("id", "position", "explanation")
    ]
    return [*places(own), *said, *told]


def changed(file: dict[str, Any], path: tuple[Any, ...], change: Callable[[Any], Any]) -> dict[str, Any]:
    copy = deepcopy(file)
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = change(holder[path[-1]])
    return copy


@anything
@given(data=st.data())
def test_any_change_to_what_is_sealed_is_found(comment: Comment, data: st.DataObject) -> None:
    file = kept(comment)
    path = data.draw(st.sampled_from(sealed(file)))
    value = file
    for key in path:
        value = value[key]
    if isinstance(value, int):
        other: Any = data.draw(st.integers().filter(lambda number: number != value))
    else:
        other = data.draw(one_character_off(value) | st.text().filter(lambda text: text != value) | st.none())
    assert broken(changed(file, path, lambda _: other)), path


@st.composite
def one_character_off(draw: Callable[..., Any], text: str) -> str:
    place = draw(st.integers(0, max(len(text) - 1, 0)))
    letter = draw(st.characters())
    new = draw(st.sampled_from([text[:place] + letter + text[place + 1 :], text[:place] + letter + text[place:]]))
    return str(new) if new != text else text + letter


@anything
@given(data=st.data())
def test_entries_left_out_added_or_moved_are_found(comment: Comment, data: st.DataObject) -> None:
    file = kept(comment)
    entries = list(range(len(file["entries"])))
    chosen = data.draw(st.lists(st.sampled_from(entries), max_size=len(entries) + 1))
    file["entries"] = [file["entries"][number] for number in chosen]
    # Leaving out what came last, or what changed no state, is seen by the ledger alone.
    if chosen != entries:
        (receipt,) = read(json.dumps(file)) if chosen else (None,)
        assert broken(file) or (receipt and answer(receipt).is_good is False) or chosen == entries[: len(chosen)]


@anything
@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_what_is_no_receipt_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoReceipt):
        read(text)


@anything
@given(data=st.data())
def test_a_receipt_of_other_kinds_never_crashes(comment: Comment, data: st.DataObject) -> None:
    """Whatever stands in the place of a value, it is no receipt, or a check says so."""
    file = kept(comment)
    path = data.draw(st.sampled_from([path for path in places(file) if path[0] in {"comment", "entries", "salt"}]))
    other = data.draw(st.none() | st.booleans() | st.floats() | st.lists(st.integers(), max_size=1) | st.just({}))
    assert broken(changed(file, path, lambda _: other))


@pytest.mark.parametrize("facts", ["[]", "5", "", "{", '{"outcome": []}', "[" * 100_000])
def test_facts_that_are_none_are_found(comment: Comment, facts: str) -> None:
    assert broken(changed(kept(comment), ("entries", 1, "facts"), lambda _: facts))


def test_saying_something_twice_is_refused(comment: Comment) -> None:
    text = json.dumps(kept(comment)).replace('"body":', '"body": "What a reader sees.", "body":')
    assert "twice" in str(broken(text))


def test_what_is_sealed_anew_holds_by_itself_and_not_in_the_ledger(comment: Comment) -> None:
    """Whoever can compute hashes can make a file; only the ledger knows that it never held it."""
    made = Comment.objects.select_related("site", "article").get(pk=comment.pk)
    with unguarded():
        Comment.objects.filter(pk=comment.pk).update(body="Something nicer.")
        (receipt,) = read(json.dumps(kept(made)))
        assert {one.check for one in results(receipt) if one.holds is False} == {Check.TEXT}
    (true,) = read(json.dumps(kept(comment)))
    with unguarded():
        Comment.objects.filter(pk=comment.pk).update(body="Something nicer.")
        assert (answer(true).keeps_text, answer(true).is_good) == (False, False)


def test_what_has_happened_since_is_said(comment: Comment, moderator: Account) -> None:
    (receipt,) = read(json.dumps(kept(comment)))
    rule(comment, moderator, Outcome.APPROVE)
    assert (answer(receipt).is_good, answer(receipt).later) == (True, 1)
    withdraw(comment)
    assert (answer(receipt).is_good, answer(receipt).later) == (True, 2)
    erase(comment)
    assert (answer(receipt).keeps_text, answer(receipt).is_good, answer(receipt).later) == (None, True, 3)


def test_an_erased_comment_s_receipt_proves_that_it_was_erased(comment: Comment) -> None:
    before = kept(comment)
    erase(comment)
    file = kept(comment)
    assert (file["salt"], file["comment"]["body"], file["appeals"][0]["statement"]) == (None, None, None)
    assert BODY not in json.dumps(file)
    (receipt,) = read(json.dumps(file))
    assert {one.check: one.holds for one in results(receipt)} == {
        Check.TEXT: None,
        Check.RECEIVED: True,
        Check.HASHES: True,
        Check.ORDER: True,
        Check.STATE: True,
        Check.APPEALS: None,
        Check.EXPLANATIONS: None,
    }
    assert "زەرێ" not in json.dumps(file, ensure_ascii=False)
    file["comment"]["body"] = "It said something else."
    assert broken(file) == {Check.TEXT}
    assert broken(before) == set(), "who kept the file can prove the text still"


def test_words_to_the_author_that_were_put_in_or_taken_out_are_found(comment: Comment) -> None:
    file = kept(comment)
    assert broken(changed(file, ("verdicts", 0, "explanation"), lambda _: "I never wrote this.")) == {
        Check.EXPLANATIONS
    }
    assert broken(changed(file, ("verdicts", 2, "explanation"), lambda _: None)) == {Check.EXPLANATIONS}
    erase(comment)
    erased = kept(comment)
    assert broken(changed(erased, ("verdicts", 2, "explanation"), lambda _: WORDS)) == {Check.EXPLANATIONS}


def test_a_file_of_before_moderators_wrote_to_authors_holds(article: Article, moderator: Account) -> None:
    plain = say(article)
    rule(plain, moderator, Outcome.REJECT, ["threat"])
    file = kept(plain)
    for verdict in file["verdicts"]:
        del verdict["explanation"], verdict["id"]
    assert broken(file) == set()
    assert "verdicts" in str(broken(file | {"verdicts": 5}))


def test_a_receipt_of_another_installation_is_unknown_here(comment: Comment, article: Article) -> None:
    file = kept(comment)
    (stranger,) = read(json.dumps(file | {"receipt": "made.up"}))
    assert answer(stranger).is_known is False
    (swapped,) = read(json.dumps(file | {"receipt": kept(say(article))["receipt"]}))
    assert answer(swapped).is_known is False


def test_several_receipts_are_read_from_one_file(comment: Comment, article: Article) -> None:
    own = [comment, Comment.objects.select_related("site", "article").get(pk=say(article).pk)]
    assert len(read(json.dumps(receipt_files(own, "en")))) == 2
