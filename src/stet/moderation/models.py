"""What the desk keeps beside comments and decisions. Nothing here is a decision: those are in the ledger."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import OUTCOME_CHOICES, Comment, Identified, PolicyVersion, Reader, Site, Verdict

ACCOUNT = settings.AUTH_USER_MODEL


class HeldRuling(Identified):
    """What a moderator decided a moment ago: given when `due_at` has come; until then it can be taken back."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="held_rulings")
    moderator = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=OUTCOME_CHOICES)
    guidelines = models.JSONField(default=list)
    # What the author is told beside the guidelines' wording; empty is nothing.
    explanation = models.TextField(blank=True)
    # How much of the comment's records the moderator had read (stet.desk.rulings.how_much).
    seen = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Why it could not be given when it was due, a refusal's code: kept until its moderator has read it.
    problem = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment"], condition=Q(problem=""), name="held_ruling_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(problem=""), name="held_ruling_due"),
            models.Index(fields=["moderator", "made_at"], name="held_ruling_of_moderator"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.outcome}"


class Reason(models.TextChoices):
    """Why a decision is looked at a second time."""

    DOUBLE = "double", _("Double review")  # a person's, drawn by lot
    AUDIT = "audit", _("Audit of the machine")  # the machine's, drawn by lot
    ASKED = "asked", _("Second opinion")  # a colleague asked, before deciding


class Review(Identified):
    """A second look at a comment by somebody who does not know the first. It decides nothing.

    `verdict` is the decision that is looked at; NULL for an opinion that was asked for before there was any. Where the
    two disagree, whoever may settle decides (`settled_by`), by a ruling of their own or by letting it stand.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, null=True, related_name="review")
    why = models.CharField(max_length=8, choices=Reason)
    asked_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    claimed_by = models.ForeignKey(ACCOUNT, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=OUTCOME_CHOICES, blank=True)
    guidelines = models.JSONField(default=list)
    remark = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # The ruling that settled it; NULL where the first decision was let stand.
    ruling = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(given_at=None), name="review_open"),
            models.Index(fields=["reviewer", "given_at"], name="review_of_person"),
            models.Index(fields=["comment"], name="review_of_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.comment_id}"


class Bookmark(models.Model):
    """Up to which entry of the ledger decisions were drawn for a second look: one row."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.position)


class Workday(Identified):
    """What one person had before their eyes on one day (UTC), and since when without a break."""

    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="workdays")
    day = models.DateField()
    cards = models.PositiveIntegerField(default=0)
    # Of these, cards that are heavy to read (stet.moderation.serving.is_heavy).
    grave_cards = models.PositiveIntegerField(default=0)
    # How many heavy cards came one after the other, up to now; and when the last ones came (ISO 8601), at most so many
    # as make a break due.
    heavy_run = models.PositiveIntegerField(default=0)
    heavy_times = models.JSONField(default=list)
    seconds = models.PositiveIntegerField(default=0)
    stretch_began_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "day"], name="workday_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class JournalEntry(Identified):
    """Something that somebody of the newsroom did that is no decision about a comment. Never changed, never removed."""

    at = models.DateTimeField()
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    # A stable code such as "policy_activated", and the id of what it is about.
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="journal_by_time"),
            models.Index(fields=["about"], name="journal_about"),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.what}"


class ReasonTemplate(Identified):
    """A reason for a rejection that a site's moderators need often: one text per language, with placeholders.

    `guideline` is the id of the one it is for; empty is any.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="reason_templates")
    name = models.CharField(max_length=80)
    guideline = models.CharField(max_length=64, blank=True)
    texts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="reason_template_once")]

    def __str__(self) -> str:
        return self.name


class PolicyDraft(Identified):
    """A policy that is being written: not in force, and allowed to be wrong."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="policy_draft")
    text = models.TextField()
    based_on = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(ACCOUNT, on_delete=models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField()
    # Counts up with every save, so that two editors do not write over each other.
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.site_id} {self.revision}"


class SavedView(Identified):
    """A search or a way to see the queue that somebody wants again. `query` is the address's query string."""

    owner = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=8, choices=[("queue", "queue"), ("search", "search")])
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "place", "name"], name="saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ColleagueNote(Identified):
    """What a moderator wants colleagues to know about a comment. It may quote it, and goes when that is erased."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="colleague_notes")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["written_at", "id"]

    def __str__(self) -> str:
        return str(self.comment_id)


class ReaderNote(Identified):
    """What a moderator wants colleagues to know about a signed-in reader. The reader may ask to see it, by law."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["written_at", "id"]

    def __str__(self) -> str:
        return str(self.reader_id)


class BatchState(models.TextChoices):
    """How far comments that are to be approved together have come."""

    CHECKING = "checking", _("being checked")
    REFUSED = "refused", _("refused by its check")
    LEFT = "left", _("left alone")
    HELD = "held", _("approved in a moment")
    GIVING = "giving", _("being approved")
    UNDONE = "undone", _("taken back")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("approved")


class Batch(Identified):
    """Waiting comments whose scores are so low that they are to be approved together, once a sample was checked.

    Which comments they are is fixed when the sample is drawn; whatever comes in later is not among them. `below` is the
    score (0..1) that theirs are less than, `language` and `guideline` what they were narrowed to. At most
    `wrong_percent` in a hundred may be wrong, so the sample has as many as show that where `allowed` of them are.
    """

    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=16, blank=True)
    guideline = models.CharField(max_length=64, blank=True)
    below = models.FloatField()
    wrong_percent = models.PositiveSmallIntegerField()
    allowed = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.CHECKING)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Why it was stopped: a stable code.
    problem = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state__in=["held", "giving"]), name="batch_due"),
            models.Index(fields=["site", "made_at"], name="batch_of_site"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.state}"


class BatchItem(models.Model):
    """One comment of a batch. `seen` is how much of its records there was when the batch was made."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveIntegerField()
    # Whether it is in the sample, and what the person who checks it said of it.
    is_sample = models.BooleanField(default=False)
    is_fine = models.BooleanField(null=True)
    # What became of it: "given", or "passed" where something happened to it before; empty until then.
    result = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "comment"], name="batch_item_once")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "id"], condition=Q(result=""), name="batch_item_open"),
            models.Index(fields=["batch", "id"], condition=Q(is_sample=True), name="batch_item_sample"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.comment_id}"
