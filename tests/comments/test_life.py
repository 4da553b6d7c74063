"""No sequence of acts shows a comment whose latest verdict is not an approval, or breaks the chain."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from stet.comments import cases, policies
from stet.comments.acts import rule as rulings
from stet.comments.acts.appeal import appeal
from stet.comments.acts.consult import consult
from stet.comments.acts.erase import erase, erase_reader
from stet.comments.acts.judge import judge, waiting
from stet.comments.acts.pick import pick, unpick
from stet.comments.acts.report import Notice, report
from stet.comments.acts.withdraw import withdraw
from stet.comments.errors import (
    AlreadyFinal,
    AppealImpossible,
    CommentUnknown,
    NotPublished,
    OwnRejection,
    ParentUnpublished,
)
from stet.comments.models import Appeal, Case, Comment, Reader, Report
from stet.comments.verify import verify
from stet.newsroom.verdict import Opinion, Outcome
from stet.publication.thread import Order, Shown, counts, newest, thread_page
from tests.newsroom_kit import (
    ENGLISH,
    failing_screener,
    make_article,
    make_moderator,
    make_site,
    policy_text,
    say,
    screener,
)

FINAL = {"withdrawn", "erased"}
# What the machine may say of a clean text, a foul one, a doubtful one, and one on which a step fails; by the mode.
MACHINE = {
    "advise": {"clean": "pending", "foul": "pending", "failing": "pending", "doubtful": "pending"},
    "approve": {"clean": "approved", "foul": "pending", "failing": "pending", "doubtful": "pending"},
    "decide": {"clean": "approved", "foul": "rejected", "failing": "pending", "doubtful": "pending"},
}
SCREENERS = {
    "clean": screener,
    "foul": lambda: screener(racism=1.0),
    "failing": failing_screener,
    "doubtful": lambda: screener(threat=0.6),
}

NAMES = {None: "Hêvî", "dilan": "Dilan", "azad": "Azad"}


@dataclass
class Known:
    """What the model remembers of a comment."""

    body: str | None
    reader: str | None
    state: str = "pending"
    judged: bool = False
    told: UUID | None = None
    # By whom it is rejected: "machine" or a moderator's number; whether an appeal waits, and whether one may be made.
    rejected_by: object = None
    appeals: str = ""
    reports: int = 0
    picked: bool = False

    def decided(self, state: str, by: object) -> None:
        """What a verdict makes of it; one by a person answers whatever waits for one."""
        answers = by != "machine" and self.appeals == "waiting"
        self.state, self.judged, self.rejected_by = state, True, by if state == "rejected" else None
        self.appeals = ("answered" if answers else "possible") if state == "rejected" else ""
        self.reports = 0 if by != "machine" else self.reports
        self.picked = self.picked and state == "approved"


class Life(RuleBasedStateMachine):
    """A site with one article, its readers, its machine and its moderator, in any order."""

    comments = Bundle("comments")

    def __init__(self) -> None:
        super().__init__()
        # Every example begins with an empty database and leaves none of itself behind.
        self.example = transaction.atomic()
        self.example.__enter__()
        self.mode = "decide"
        self.site = make_site(mode=self.mode)
        self.article = make_article(self.site)
        self.moderators = [make_moderator(f"{name}@courier.example", role="moderator") for name in ("shilan", "rojin")]
        self.model: dict[UUID, Known] = {}
        self.answers: dict[UUID, UUID] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def received(self, body: str, reader: str | None, parent: UUID | None) -> UUID:
        comment = say(self.article, ENGLISH + body, NAMES[reader], reader_key=reader, parent=parent)
        self.model[comment.pk] = Known(comment.body, reader)
        return comment.pk

    @rule(
        target=comments, body=st.text("aä\u200f😀ی\r\n<&", max_size=8), reader=st.sampled_from([None, "dilan", "azad"])
    )
    def submit(self, body: str, reader: str | None) -> UUID:
        return self.received(body, reader, None)

    @rule(target=comments, parent=comments, body=st.text("bç", max_size=4))
    def reply(self, parent: UUID, body: str) -> object:
        if self.model[parent].state == "approved":
            return self.received(body, None, parent)
        with pytest.raises(ParentUnpublished):
            self.received(body, None, parent)
        return multiple()

    @rule(which=comments, found=st.sampled_from(sorted(SCREENERS)))
    def machine(self, which: UUID, found: str) -> None:
        known = self.model[which]
        verdict = judge(Comment.objects.get(pk=which), SCREENERS[found]())
        assert (verdict is not None) == (known.state == "pending" and not known.judged)
        if verdict:
            known.decided(MACHINE[self.mode][found], "machine")

    @rule(which=comments, outcome=st.sampled_from(Outcome))
    def second_judge(self, which: UUID, outcome: Outcome) -> None:
        known, (version, policy) = self.model[which], policies.in_force(self.site)
        guidelines = ("threat",) if outcome is Outcome.REJECT else ()
        opinion = consult(Comment.objects.get(pk=which), version, Opinion(outcome, guidelines, "Because."), "judge-7b")
        is_asked = known.state == "pending" and known.judged and known.told != version.pk
        assert (opinion is not None) == is_asked
        if not is_asked:
            return
        known.told = version.pk
        causes = {cause for cause, _ in Comment.objects.get(pk=which).verdicts.exclude(outcome="approve")[0].grounds}
        if policy.second_judge == "decide" and not causes & {"screener", "mode"}:
            known.decided({"approve": "approved", "reject": "rejected", "refer": "pending"}[outcome], "machine")

    @rule()
    def machine_looks_after_the_waiting(self) -> None:
        for comment in list(waiting(older_than=timedelta(0))):
            self.machine(comment.pk, "clean")

    @rule(which=comments, approves=st.booleans(), who=st.integers(0, 1))
    def moderate(self, which: UUID, approves: bool, who: int) -> None:
        known, comment = self.model[which], Comment.objects.get(pk=which)
        outcome, guidelines = (Outcome.APPROVE, []) if approves else (Outcome.REJECT, ["threat"])
        is_own = known.appeals == "waiting" and known.rejected_by == who
        if known.state in FINAL or is_own:
            with pytest.raises(AlreadyFinal if known.state in FINAL else OwnRejection):
                rulings.rule(comment, self.moderators[who], outcome, guidelines)
            return
        rulings.rule(comment, self.moderators[who], outcome, guidelines)
        known.decided("approved" if approves else "rejected", who)

    @rule(which=comments)
    def object_to(self, which: UUID) -> None:
        known, comment = self.model[which], Comment.objects.get(pk=which)
        if known.appeals == "possible" and known.state == "rejected":
            appeal(comment, "It is a quotation.")
            known.appeals = "waiting"
            return
        with pytest.raises(AlreadyFinal if known.state in FINAL else AppealImpossible):
            appeal(comment, "It is a quotation.")

    @rule(which=comments, guideline=st.sampled_from(["", "threat"]))
    def complain(self, which: UUID, guideline: str) -> None:
        known, comment = self.model[which], Comment.objects.get(pk=which)
        notice = Notice(guideline=guideline, explanation="Look at it.", email="rojin@reader.example")
        if known.state == "approved":
            report(comment, notice)
            known.reports += 1
            return
        with pytest.raises(CommentUnknown):
            report(comment, notice)

    @rule(which=comments, picks=st.booleans())
    def choose(self, which: UUID, picks: bool) -> None:
        known, comment = self.model[which], Comment.objects.get(pk=which)
        if picks and known.state != "approved":
            with pytest.raises(NotPublished):
                pick(comment, self.moderators[0])
            return
        (pick if picks else unpick)(comment, self.moderators[0])
        known.picked = picks

    @rule(which=comments)
    def take_back(self, which: UUID) -> None:
        known, comment = self.model[which], Comment.objects.get(pk=which)
        if known.state in FINAL:
            with pytest.raises(AlreadyFinal):
                withdraw(comment)
            return
        withdraw(comment)
        known.state, known.picked, known.reports = "withdrawn", False, 0

    @rule(which=comments)
    def erase_one(self, which: UUID) -> None:
        assert erase(Comment.objects.get(pk=which)) == (self.model[which].state != "erased")
        self.forget(which)

    @rule(key=st.sampled_from(["dilan", "azad"]))
    def erase_all_of_a_reader(self, key: str) -> None:
        reader = Reader.objects.filter(external_id=key).first()
        own = [which for which, known in self.model.items() if known.reader == key]
        if reader:
            assert erase_reader(reader) == len(own)
        for which in own:
            self.forget(which)

    def forget(self, which: UUID) -> None:
        self.model[which] = Known(body=None, reader=None, state="erased", judged=True)

    @rule(mode=st.sampled_from(sorted(MACHINE)), heeds_the_second_judge=st.booleans())
    def change_the_policy(self, mode: str, heeds_the_second_judge: bool) -> None:
        may = "decide" if mode == "decide" and heeds_the_second_judge else "suggest"
        policies.put_in_force(self.site, policy_text(mode).replace("may: suggest", f"may: {may}"))
        self.mode = mode

    @invariant()
    def every_record_is_as_the_model_knows_it(self) -> None:
        kept = {comment.pk: (comment.state, comment.body) for comment in Comment.objects.all()}
        assert kept == {which: (known.state, known.body) for which, known in self.model.items()}

    @invariant()
    def what_waits_and_what_is_picked_is_as_the_model_knows_it(self) -> None:
        appealed = {one.comment_id for one in Appeal.objects.filter(answer=None, comment__state="rejected")}
        assert appealed == {
            which for which, known in self.model.items() if known.appeals == "waiting" and known.state == "rejected"
        }
        for which, known in self.model.items():
            waiting_reports = Report.objects.filter(comment=which, answer=None, comment__state="approved").count()
            assert waiting_reports == (known.reports if known.state == "approved" else 0)
        picked = set(Comment.objects.filter(picked_at__isnull=False).values_list("pk", flat=True))
        assert picked == {which for which, known in self.model.items() if known.picked}

    @invariant()
    def an_answer_is_given_once(self) -> None:
        answered = [*Appeal.objects.exclude(answer=None), *Report.objects.exclude(answer=None)]
        now = {one.pk: one.answer_id for one in answered}
        assert now | self.answers == now
        self.answers = now

    @invariant()
    def only_what_is_approved_is_shown_and_all_of_it(self) -> None:
        approved = {which: known.body for which, known in self.model.items() if known.state == "approved"}
        for order in Order:
            page = thread_page(self.article, order)
            assert bodies(page.comments) == approved
            assert page.count == len(approved)
        assert {comment.id: comment.body for comment in newest(self.article, 50)} == approved
        assert counts(self.site, [self.article.external_id]) == {self.article.external_id: len(approved)}

    @invariant()
    def the_list_of_what_waits_is_as_it_would_be_made_from_the_records(self) -> None:
        kept = what_waits()
        cases.rebuilt()
        assert what_waits() == kept

    @invariant()
    def the_ledger_is_whole(self) -> None:
        assert list(verify()) == []


def bodies(comments: list[Shown]) -> dict[UUID, str | None]:
    """What a thread says, by comment; a place that is kept says nothing and is kept for a reply that does."""
    said: dict[UUID, str | None] = {}
    for comment in comments:
        below = bodies(comment.replies)
        assert comment.is_available or (comment.author is None and below)
        said |= below | ({comment.id: comment.body} if comment.is_available else {})
    return said


def what_waits() -> list[dict[str, object]]:
    """Every case but for what is the desk's own: claims and holds.

    A signed-in author's record is looked at when something happens to the comment itself; what becomes of their other
    comments afterwards may move its turn when the list is made anew.
    """
    rows = list(Case.objects.order_by("comment").values("comment", "comment__reader", *cases.DERIVED))
    return [row | ({"turn_at": None} if row["comment__reader"] else {}) for row in rows]


@pytest.mark.django_db
def test_no_sequence_of_acts_shows_what_was_not_approved_or_breaks_the_chain() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
