"""The chain's two tables: its entries, and its head."""

from typing import ClassVar

from django.db import models


class Kind(models.TextChoices):
    """What can happen to a comment."""

    RECEIVED = "received"
    VERDICT = "verdict"
    OPINION = "opinion"
    APPEALED = "appealed"
    REPORTED = "reported"
    PICKED = "picked"
    UNPICKED = "unpicked"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Entry(models.Model):
    """One thing that happened to one comment. Appended by `stet.ledger.chain` alone.

    `facts` is canonical JSON, kept as text so that the hash covers the very bytes stored.
    `hash` is the hexadecimal SHA-256 that `stet.ledger.chain.seal` describes.
    """

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.UUIDField()
    recorded_at = models.DateTimeField()
    facts = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [models.Index(fields=["subject", "position"], name="entry_of_subject")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind} {self.subject}"


class Head(models.Model):
    """The last entry's position and hash, in one row: the lock that orders appends, and the mark of a cut-off tail."""

    id = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"
