"""The store: what belongs to a site, and what was decided about its comments."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from stet.ledger.models import Entry
from stet.newsroom.languages import LANGUAGES

LANGUAGE_CHOICES = [(language.code, language.name) for language in LANGUAGES.values()]


class Identified(models.Model):
    """Everything has a UUIDv7 for a name: unguessable enough for an address, and sorted by time of making."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Proof(models.TextChoices):
    """When a guest's browser has to work for a moment before a comment is taken."""

    NEVER = "never"
    SUSPICIOUS = "suspicious"
    ALWAYS = "always"


class Site(Identified):
    """A publication whose readers comment. Several may share an installation."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES, default="en")
    # Where the comment section may be embedded: origins such as "https://news.example".
    origins = models.JSONField(default=list, blank=True)
    # Shared with the publisher, who signs its readers' tokens with it (HS256). Empty: guests alone.
    sso_secret = models.CharField(max_length=255, blank=True)
    guests_may_comment = models.BooleanField(default=True)
    # Whether a first comment makes an article of an address on one of the site's origins, as other systems do.
    makes_articles = models.BooleanField(default=False)
    longest_comment = models.PositiveIntegerField(default=5000)
    # Ways to sign in beside the site's own token: by a link in an e-mail, and by these of the installation's providers.
    email_sign_in = models.BooleanField(default=False)
    sign_in_providers = models.JSONField(default=list, blank=True)
    # Names that nobody but staff may write under, beside the site's own and those of its signed-in readers.
    reserved_names = models.JSONField(default=list, blank=True)
    proof_of_work = models.CharField(max_length=16, choices=Proof, default=Proof.SUSPICIOUS)
    # Whether a writer hears of a guideline before posting, may appeal, may hear by e-mail; whether readers may react.
    hints = models.BooleanField(default=True)
    appeals = models.BooleanField(default=True)
    letters = models.BooleanField(default=True)
    reactions = models.BooleanField(default=True)
    # How soon a person decides what the machine leaves to people, as the site promises its readers.
    promised_minutes = models.PositiveIntegerField(default=120)
    # The site's sections by the paths of their addresses: [["sport", "/sport/"], …]; the first that fits counts.
    sections = models.JSONField(default=list, blank=True)
    # Where a moderator may have a text translated: an address with {text} and {language} in it. Empty: nowhere.
    translation_url = models.CharField(max_length=500, blank=True)
    # Whether the desk shows what may hurt to read only when it is asked for.
    masks_abuse = models.BooleanField(default=True)
    # Of so many decisions in a hundred a second person judges as well, without knowing the first.
    reviewed_percent = models.PositiveSmallIntegerField(default=2)
    # Of comments that are approved together by their score, at most so many in a hundred may be wrong.
    wrong_percent = models.PositiveSmallIntegerField(default=2)

    def __str__(self) -> str:
        return self.name


class PolicyVersion(Identified):
    """A site's guidelines as its editor wrote them (YAML). The newest is in force; older ones stay to be cited."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="policies")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "number"], name="policy_number_once_a_site")]

    def __str__(self) -> str:
        return f"{self.site.slug} {self.number}"


class Article(Identified):
    """What the comments stand under. `external_id` is the publisher's own name for it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="articles")
    external_id = models.CharField(max_length=255)
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES, default="en")
    section = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # A person decides about every comment under it, whatever the policy lets the machine do.
    is_premoderated = models.BooleanField(default=False)
    # A heated conversation slowed down: so long the same reader waits between two comments; 0 is not at all.
    seconds_between = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "external_id"], name="article_once_a_site")]
        indexes: ClassVar = [models.Index(fields=["site", "url"], name="article_by_url")]

    def __str__(self) -> str:
        return self.title or self.external_id

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Reader(Identified):
    """A signed-in reader of a site, known by the site's own id for them.

    Of what the site says about them only the name is kept (its folded form, `name_key`, so that nobody else writes
    under it) and the badge that it gives its staff.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="readers")
    external_id = models.CharField(max_length=255)
    name = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=160, blank=True)
    badge = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "external_id"], name="reader_once_a_site")]
        indexes: ClassVar = [models.Index(fields=["site", "name_key"], name="reader_by_name")]

    def __str__(self) -> str:
        return str(self.id)


class State(models.TextChoices):
    """What became of a comment. There is no "edited"."""

    PENDING = "pending", _("waiting for a decision")
    APPROVED = "approved", _("published")
    REJECTED = "rejected", _("not published")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")
    ERASED = "erased", _("erased")


class Comment(Identified):
    """A comment as it was received. The database refuses a change to anything above the line below (guards.py).

    `body` and `author_name` are NULL once erased, together with the salt that made their commitment unguessable.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="comments")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    # The comment at the top of the thread this one is in; NULL at the top itself.
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="descendants")
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, null=True, related_name="comments")
    author_name = models.CharField(max_length=80, null=True)
    body = models.TextField(null=True)
    salt = models.BinaryField(max_length=32, null=True)
    commitment = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    # The language the author reads, for reasons; not that of the text, which screening finds.
    reading_language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES)

    # ——— What follows is derived from the ledger and moves with it. ———
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    # The language of the text as the last screening found it; "und" before the first.
    language = models.CharField(max_length=16, default="und")
    decided_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # Since when it stands out as an editor's choice.
    picked_at = models.DateTimeField(null=True)
    # What the author's browser calls the attempt to post, so that a retry is the same comment.
    idempotency_key = models.CharField(max_length=255, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "idempotency_key"], name="comment_once_an_attempt"),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED, published_at__isnull=False)
                | (~Q(state=State.APPROVED) & Q(published_at__isnull=True)),
                name="published_when_approved",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["article", "parent", "state", "published_at"], name="comment_thread"),
            models.Index(fields=["root", "state"], name="comment_replies"),
            models.Index(fields=["site", "written_at"], name="comment_recent"),
            models.Index(fields=["written_at"], condition=Q(state=State.PENDING), name="comment_queue"),
            # A reader's newest comments with what became of them, without reading a text.
            models.Index(fields=["reader", "written_at", "state"], name="comment_of_reader"),
            models.Index(fields=["state", "id"], name="comment_by_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_final(self) -> bool:
        """Whether nothing more can be decided about it: its author or the law has ended it."""
        return self.state in {State.WITHDRAWN, State.ERASED}


class CaseKind(models.TextChoices):
    """Why a comment waits for a person."""

    NEW = "new", _("New comments")
    APPEAL = "appeal", _("Appeals")
    REPORT = "report", _("Reported comments")


class Case(models.Model):
    """A comment that waits for a person, once whatever it waits for. Made, changed and ended by `stet.comments.cases`.

    All of it but the claim and the wish for a second opinion follows from the comment's records, so that the queue is
    one small table however many comments there are. `about` (guidelines in doubt or reported) and `causes` (why the
    machine stopped) are words with a space before and behind each. `severity` is that of the gravest of these
    guidelines, `risk` (0..1) the highest score for one of them.
    """

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, primary_key=True, related_name="case")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="cases")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="cases")
    reader = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="cases")
    kind = models.CharField(max_length=8, choices=CaseKind)
    language = models.CharField(max_length=16)
    section = models.CharField(max_length=80, blank=True)
    about = models.TextField(blank=True)
    causes = models.TextField(blank=True)
    severity = models.PositiveSmallIntegerField(default=0)
    risk = models.FloatField(default=0)
    # Somebody's life may be in danger, or the law broken: before everything else.
    is_grave = models.BooleanField(default=False)
    since = models.DateTimeField()
    # Until when the site promises a decision; and by what the queue is ordered: the graver, the sooner it is its turn.
    promised_by = models.DateTimeField()
    turn_at = models.DateTimeField()
    # ——— What follows is the desk's. ———
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    # A ruling was made and is held for some seconds, in case it was a slip.
    is_held = models.BooleanField(default=False)
    # Whoever asked a colleague to look at it; it is not shown to them any more.
    second_wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-is_grave", "turn_at", "comment"], name="case_turn"),
            models.Index(fields=["site", "-is_grave", "turn_at", "comment"], name="case_turn_of_site"),
            models.Index(fields=["claimed_by", "claimed_until"], name="case_claimed"),
            # Everything that the queue's numbers are counted by, so that counting reads no case itself.
            models.Index(
                fields=["is_held", "section", "language", "kind", "is_grave", "promised_by", "site"], name="case_tally"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.kind}"


class ScreeningRecord(Identified):
    """What screening found, as `stet.newsroom.screening.Screening` says it; `digest` is sealed with the verdict."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="screenings")
    created_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=16)
    script = models.CharField(max_length=8)
    scores = models.JSONField()
    findings = models.JSONField()
    failures = models.JSONField()
    screeners = models.JSONField()
    milliseconds = models.FloatField()

    def __str__(self) -> str:
        return f"{self.comment_id} {self.language}"


OUTCOME_CHOICES = [("approve", "approve"), ("reject", "reject"), ("refer", "refer")]


class Verdict(Identified):
    """A decision about a comment: the machine's when `moderator` is NULL. The ledger's entry seals all of it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="verdicts")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="verdict")
    outcome = models.CharField(max_length=8, choices=OUTCOME_CHOICES)
    guidelines = models.JSONField(default=list)
    grounds = models.JSONField(default=list)
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    screening = models.ForeignKey(ScreeningRecord, on_delete=models.PROTECT, null=True, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    # The commitment to what its moderator wrote to the author (`Explanation`); empty where that is nothing.
    explanation_seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["entry_id"]
        indexes: ClassVar = [
            models.Index(fields=["-entry"], condition=Q(moderator__isnull=False), name="verdict_of_people"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.outcome}"


class Opinion(Identified):
    """What the second judge said about a referred comment, once under each version of the policy. It decides nothing.

    `reason` may quote the comment, so erasure takes it too; `reason_seal` is its commitment, keyed by the comment's
    salt. `prompt` says by which wording of the question it was asked.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="opinions")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="opinion")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=OUTCOME_CHOICES)
    guidelines = models.JSONField(default=list)
    reason = models.TextField(null=True)
    reason_seal = models.CharField(max_length=64)
    model = models.CharField(max_length=200)
    prompt = models.CharField(max_length=16)
    given_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entry_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "policy"], name="opinion_once_a_policy")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.outcome}"


class Consultation(Identified):
    """One call to the second judge, kept from before it is made: how it ended, and what it cost. Never a text.

    `result` is empty while the answer is awaited, then "answered", "late" or a failure's code. Before `again_at` nobody
    asks about this comment, before `rests_until` about any.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="consultations")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=16, blank=True)
    tokens = models.PositiveIntegerField()
    again_at = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["comment", "policy"], name="consultation_of_comment"),
            models.Index(fields=["ended_at"], name="consultation_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.result or 'awaited'}"


class Spending(models.Model):
    """What the second judge was asked on one day (UTC): the row that all who ask count in."""

    day = models.DateField(primary_key=True)
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.calls}"


class Appeal(Identified):
    """An author's word against a rejection, once for each; a person's next ruling about the comment answers it.

    `statement` goes when the comment is erased; `statement_seal` is its commitment, keyed by the comment's salt.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="appeals")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="appeal")
    against = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="appeal")
    statement = models.TextField(null=True)
    statement_seal = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    # ——— What follows moves once, when it is answered. ———
    answer = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        ordering: ClassVar = ["entry_id"]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.made_at}"


class Report(Identified):
    """A reader's notice that a published comment breaks a guideline, or the law (Digital Services Act, article 16).

    `contact` is the reporter's e-mail address, encrypted (`stet.comments.addresses`), and is forgotten when they have
    been told of the decision or the comment is erased.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="report")
    guideline = models.CharField(max_length=64, blank=True)
    is_illegal = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    reporter_name = models.CharField(max_length=80, blank=True)
    contact = models.BinaryField(null=True)
    language = models.CharField(max_length=8, choices=LANGUAGE_CHOICES)
    made_at = models.DateTimeField()
    # ——— What follows moves once, when a person has looked at it: the ruling that upheld or dismissed it. ———
    answer = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, related_name="answered_reports")

    class Meta:
        ordering: ClassVar = ["entry_id"]
        indexes: ClassVar = [
            models.Index(fields=["comment"], condition=Q(answer=None), name="report_open"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.guideline}"


class Reaction(Identified):
    """A reader found a comment worth reading. `key` names the reader, or a guest's browser, for this comment alone."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reactions")
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "key"], name="reaction_once_a_reader")]

    def __str__(self) -> str:
        return str(self.comment_id)


class Explanation(Identified):
    """What a moderator wrote to the author about a rejection, beside the guidelines' own wording.

    It may quote the comment, so erasure takes `text`; its commitment, keyed by the comment's salt, is the verdict's
    `explanation_seal` and stands in the ledger.
    """

    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="explanation")
    text = models.TextField(null=True)

    def __str__(self) -> str:
        return str(self.verdict_id)


class Measure(models.TextChoices):
    """What is done about a reader, mildest first."""

    WARNING = "warning", _("Warned")
    PREMODERATION = "premoderation", _("Comments wait for a person")
    SUSPENSION = "suspension", _("Suspended")
    BAN = "ban", _("Banned")


class Sanction(Identified):
    """A measure against a signed-in reader of a site, for a reason that they are told, and until when."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="sanctions")
    measure = models.CharField(max_length=16, choices=Measure)
    reason = models.TextField()
    # The comment that it is about, where it is about one.
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # A warning and a ban have no end of their own.
    ends_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    # When the reader has seen it.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        indexes: ClassVar = [models.Index(fields=["reader", "made_at"], name="sanction_of_reader")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.measure}"


class Evidence(Identified):
    """A sealed copy of a comment that may have to be shown to the police or a court, and until when it is kept.

    `sealed` is the comment's text, name and time, encrypted (`stet.comments.addresses`); it outlives an erasure
    (General Data Protection Regulation, article 17, paragraph 3, e) and not its own term.
    """

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="evidence")
    sealed = models.BinaryField()
    reason = models.TextField(blank=True)
    # Empty where it was kept by itself, because a guideline of the highest severity is at issue.
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.comment_id)


class SearchText(models.Model):
    """The words of a comment and of its author's name, folded (`stet.comments.search_words`), for the desk's search.

    Written when the comment is received and gone when it is erased. The database keeps an index of it by itself
    (`stet.comments.search_index`); the ids grow, so that what came last is found first. `place` holds a word for the
    site and one for the article.
    """

    id = models.BigAutoField(primary_key=True)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="search_text")
    text = models.TextField()
    author = models.TextField()
    place = models.CharField(max_length=80)

    def __str__(self) -> str:
        return str(self.comment_id)
