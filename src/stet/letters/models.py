"""Who wants to hear of a comment, what waits to be sent to them, and how far the ledger was read for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stet.comments.models import LANGUAGE_CHOICES, Comment, Identified, Report, Verdict


class Follower(Identified):
    """Somebody who wants letters about a comment; one at a time for each.

    `address` is encrypted (`stet.comments.addresses`) and goes, with its key, at the moment they stop. Nothing is sent
    before `confirmed_at` but the letter that asks to confirm. What the ledger held by then, up to `since`, is no news.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="followers")
    address = models.BinaryField(null=True)
    address_key = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES)
    wants_decision = models.BooleanField()
    wants_replies = models.BooleanField()
    since = models.BigIntegerField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(stopped_at=None), name="follower_one_at_a_time_a_comment"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, address__isnull=False)
                | Q(stopped_at__isnull=False, address=None, address_key=""),
                name="follower_forgotten_when_stopped",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["made_at"], condition=Q(stopped_at=None), name="follower_active")]

    def __str__(self) -> str:
        return str(self.id)


class Subject(models.TextChoices):
    """What a letter can be about."""

    CONFIRMATION = "confirmation"
    DECISION = "decision"
    APPEAL = "appeal"
    REPLIES = "replies"
    REPORT = "report"


class Letter(Identified):
    """A letter to be sent, or sent lately. It holds no words: they are written when it goes.

    `verdict` is what it tells of; `replies_from` and `replies_until` bound when those replies were published that it
    counts. `claimed_until` is set by the process that is sending it, so that no other one does. `problem` says why the
    last attempt failed, without the address.
    """

    subject = models.CharField(max_length=16, choices=Subject)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, null=True, related_name="letters")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="letters")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, related_name="letters")
    replies_from = models.DateTimeField(null=True)
    replies_until = models.DateTimeField(null=True)
    # By which letters to one address are counted, whoever asked for them.
    address_key = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower", "verdict"], name="letter_once_a_verdict"),
            models.UniqueConstraint(fields=["report"], name="letter_once_a_report"),
            models.CheckConstraint(
                condition=Q(subject=Subject.REPORT, report__isnull=False, follower=None)
                | (~Q(subject=Subject.REPORT) & Q(report=None, follower__isnull=False)),
                name="letter_has_one_recipient",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, given_up_at=None), name="letter_due"),
            models.Index(fields=["address_key", "made_at"], name="letter_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"


class Bookmark(models.Model):
    """Up to which entry of the ledger letters were made: one row."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.position)
