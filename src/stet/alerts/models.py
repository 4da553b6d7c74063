"""What is watched for each site, who is told, what was raised, and every single telling of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import LANGUAGE_CHOICES, Identified, Site


class Kind(models.TextChoices):
    """What can be raised. The value is a stable code: webhooks carry it."""

    THREAT = "threat", _("Danger to somebody, or something against the law")
    PROMISE = "promise", _("Comments wait longer than promised")
    INFLOW = "inflow", _("Far more comments than usual")
    AUDIT = "audit", _("People do not share the machine’s decisions")


class Watch(Identified):
    """How one kind is watched for a site. `limit` is in the kind's own unit (stet.alerts.watching)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="watches")
    kind = models.CharField(max_length=16, choices=Kind)
    is_on = models.BooleanField(default=True)
    limit = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "kind"], name="watch_once_a_site")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.kind}"


class Way(models.TextChoices):
    """How somebody is told."""

    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class Channel(Identified):
    """Who is told of a site's alerts: an e-mail address of the newsroom, or the address of a webhook.

    `kinds` are those that go there; empty is all. `secret` signs what a webhook is sent (Standard Webhooks); for a day
    after it was changed the one before signs too.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alert_channels")
    way = models.CharField(max_length=8, choices=Way)
    address = models.CharField(max_length=500)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES, default="en")
    kinds = models.JSONField(default=list, blank=True)
    secret = models.CharField(max_length=100, blank=True)
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    # Since when nothing goes there any more: it said that it is gone.
    closed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "address"], name="channel_once_a_site")]

    def __str__(self) -> str:
        return f"{self.way} {self.id}"


class Alert(Identified):
    """Something that was raised, once until it ends. `facts` are numbers and ids; no reader's words, no name.

    `about` is the id of the comment or article that it is about; empty where it is about the whole site.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=16, choices=Kind)
    about = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "kind", "about"], condition=Q(ended_at=None), name="alert_once_until_it_ends"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["site"], condition=Q(ended_at=None), name="alert_in_force"),
            models.Index(fields=["site", "raised_at"], name="alert_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at}"


class Event(models.TextChoices):
    """What is told of an alert."""

    RAISED = "raised", _("Raised")
    ENDED = "ended", _("Ended")


class Delivery(Identified):
    """One telling: an event of an alert, to one channel. Its id is the webhook's message id, however often it is tried.

    Without an alert it is a trial that somebody asked for.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="deliveries")
    event = models.CharField(max_length=8, choices=Event)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    # A stable code of what went wrong last (stet.alerts.door.Failure), and the status that was answered, if one was.
    problem = models.CharField(max_length=32, blank=True)
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "alert", "event"], name="delivery_once_an_event")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None, given_up_at=None), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
