"""Finding comments, a page at a time, in a time that does not grow with how many there are.

With words the index gives candidates, newest first; without them the comments themselves are walked. What else is
asked is then looked up for a fixed number of candidates at once, and a page ends where a fixed number of them has been
gone through: who wants to go on looks further from there.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from stet.comments import search_index
from stet.comments.models import Article, Comment, Reader, SearchText, Verdict
from stet.comments.search_index import LAST, MOST_SITES, Wanted
from stet.comments.search_words import Term, folded
from stet.desk.scope import Scope
from stet.desk.search.asked import MACHINE, PEOPLE, Asked
from stet.newsroom.verdict import Outcome

# How many candidates are looked at in one statement, and how many for one page.
AT_ONCE = 300
MOST_AT_A_PAGE = 900
# How many of the newest that match are put in the order of their relevance.
MOST_RANKED = 300
# How many of the newest articles are looked through by their titles.
MOST_ARTICLES = 1000
A_PAGE = 30
FEW = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A page of comments (ids, in their order). `further` is the id to go on before, or None at the end.

    `is_cut`: the page ended because enough was looked through, not because it is full.
    """

    comments: tuple[UUID, ...]
    further: UUID | None
    is_cut: bool = False


def find(asked: Asked, scope: Scope, before: UUID | None = None, size: int = A_PAGE) -> Found:
    """The comments asked for, newest first, from before the one of that id on."""
    found: list[UUID] = []
    looked = 0
    # Where nothing is asked but words, nearly every candidate is one to show.
    at_once = AT_ONCE if asked.is_narrowed or scope.languages else size + 1
    while looked < MOST_AT_A_PAGE:
        candidates = _candidates(asked, scope, before, at_once)
        kept = _kept(candidates, asked, scope)
        found += kept[: size - len(found)]
        is_end = len(candidates) < at_once
        if len(found) == size:
            return Found(tuple(found), None if is_end and found[-1] == kept[-1] else found[-1])
        if is_end:
            return Found(tuple(found), None)
        before = candidates[-1]
        looked += len(candidates)
    return Found(tuple(found), before, is_cut=True)


def most_relevant(asked: Asked, scope: Scope, size: int = A_PAGE) -> Found:
    """Of the newest that match, those that speak most about what is looked for; of two alike the newer one first."""
    kept = _kept(_candidates(asked, scope, None, MOST_RANKED), asked, scope)
    rows = SearchText.objects.filter(comment__in=kept).values_list("comment", "text", "author")
    weights = {comment: relevance(asked.terms, text.split(), author.split()) for comment, text, author in rows}
    ranked = sorted(kept, key=lambda comment: -weights.get(comment, 0.0))
    return Found(tuple(ranked[:size]), None)


def relevance(wanted: Sequence[Term], text: Sequence[str], author: Sequence[str]) -> float:
    """How much a comment is about what is looked for: how often it says it, by the root of how much it says.

    The name counts once. The root keeps a long comment that speaks of it throughout before a short one that names it.
    """
    named = Counter(author)
    said = Counter(text)
    hits = sum(_times(term, said) + min(1, _times(term, named)) for term in wanted if not term.is_unwanted)
    return hits / math.sqrt(max(1, len(text)))


def _times(term: Term, said: Mapping[str, int]) -> int:
    """How often a term may be said: as often as the rarest of its words."""
    *before, last = term.words
    ends = sum(times for word, times in said.items() if word.startswith(last)) if term.is_prefix else said.get(last, 0)
    return min([ends, *(said.get(word, 0) for word in before)])


def comments_of(found: Found, scope: Scope) -> list[Comment]:
    """What was found, with all that a list of it shows, in its order."""
    decided = Verdict.objects.filter(comment=OuterRef("pk")).exclude(outcome=Outcome.REFER.value).order_by("-entry_id")
    comments = scope.comments().filter(pk__in=found.comments).select_related("site", "article", "reader")
    kept = comments.annotate(decision=Subquery(decided.values("pk")[:1])).in_bulk()
    return [kept[pk] for pk in found.comments if pk in kept]


def readers(asked: Asked, scope: Scope, most: int = FEW) -> list[Reader]:
    """Signed-in readers who wrote under a name with these words lately, or at all where there are few such comments."""
    if not asked.terms:
        return []
    wanted = Wanted(asked.terms, "author", tuple(_sites(asked, scope)))
    hits = [hit.comment for hit in search_index.newest(wanted, AT_ONCE)]
    by = scope.comments().filter(pk__in=hits).exclude(reader=None).values("reader")
    return list(scope.readers().filter(pk__in=by).select_related("site").order_by("name", "pk")[:most])


def articles(asked: Asked, scope: Scope, most: int = FEW) -> list[Article]:
    """The newest articles with these words in their titles; of words, also those that only begin like these."""
    wanted = [term for term in asked.terms if not term.is_unwanted]
    if not wanted:
        return []
    newest = scope.articles().select_related("site").order_by("-pk").only("title", "external_id", "site", "url")
    about = (one for one in newest[:MOST_ARTICLES] if _is_about(folded(one.title).split(), wanted))
    return list(islice(about, most))


def _is_about(title: Sequence[str], wanted: Iterable[Term]) -> bool:
    return all(any(word.startswith(begin) for word in title) for term in wanted for begin in term.words)


def _sites(asked: Asked, scope: Scope) -> list[UUID]:
    """The sites to ask the index about; none where it is asked about all of them."""
    if not asked.site and not scope.sites_of:
        return []
    sites = scope.sites().filter(slug=asked.site) if asked.site else scope.sites()
    # A site that is not there is one that nothing was written on.
    return list(sites.values_list("pk", flat=True)) or [UUID(int=0)]


def _candidates(asked: Asked, scope: Scope, before: UUID | None, most: int) -> list[UUID]:
    """The newest comments that may be what is asked for, by what the index or the primary key can tell."""
    sites, article = tuple(_sites(asked, scope)), UUID(asked.article) if asked.article else None
    is_placed = article is not None or 0 < len(sites) <= MOST_SITES
    if asked.terms or (is_placed and not asked.state):
        since, until = _rows(asked, before)
        wanted = Wanted(asked.terms, asked.where, sites, article)
        return [hit.comment for hit in search_index.newest(wanted, most, since, until)]
    walked = _walked(asked)
    if before:
        walked = walked.filter(pk__lt=before)
    return list(walked.order_by("-pk").values_list("pk", flat=True)[:most])


def _walked(asked: Asked) -> QuerySet[Comment]:
    """Without words: the comments that an index leads to."""
    walked = Comment.objects.filter(pk__gte=first_id(asked.begins_at)) if asked.begins_at else Comment.objects.all()
    if asked.ends_at:
        walked = walked.filter(pk__lt=first_id(asked.ends_at))
    if asked.state:
        walked = walked.filter(state=asked.state)
    return walked


def _rows(asked: Asked, before: UUID | None) -> tuple[int, int]:
    """The rows of the index between which to look."""
    since = search_index.first_row_from(first_id(asked.begins_at)) if asked.begins_at else 0
    ends = [one for one in (before, first_id(asked.ends_at) if asked.ends_at else None) if one]
    return since, search_index.first_row_from(min(ends)) if ends else LAST


def first_id(moment: datetime) -> UUID:
    """The least id that anything made at that moment can have (UUIDv7, RFC 9562, 5.7: 48 bits of milliseconds)."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


def _kept(candidates: Sequence[UUID], asked: Asked, scope: Scope) -> list[UUID]:
    """Of the candidates, in their order, those that are all that is asked."""
    if not candidates:
        return []
    matching = scope.comments().filter(pk__in=candidates).filter(*_conditions(asked))
    kept = set(matching.values_list("pk", flat=True))
    return [pk for pk in candidates if pk in kept]


def _conditions(asked: Asked) -> list[Q | Exists]:
    exact = {
        "state": asked.state,
        "language": asked.language,
        "site__slug": asked.site,
        "article__section": asked.section,
        "article": asked.article,
    }
    conditions: list[Q | Exists] = [Q(**{name: value}) for name, value in exact.items() if value]
    if asked.begins_at:
        conditions.append(Q(written_at__gte=asked.begins_at))
    if asked.ends_at:
        conditions.append(Q(written_at__lt=asked.ends_at))
    if asked.guideline:
        conditions.append(_last_verdict(Q(names__contains=f'"{asked.guideline}"')))
    if asked.by:
        conditions.append(_last_decision(_decider(asked.by)))
    return conditions


def _decider(by: str) -> Q:
    return Q(moderator__isnull=by == MACHINE) if by in {MACHINE, PEOPLE} else Q(moderator=by)


def _last_verdict(is_like: Q) -> Exists:
    """Whether the comment's last verdict, or its referral, is like that; `names` is its guidelines as text."""
    verdicts = Verdict.objects.annotate(names=Cast("guidelines", TextField()))
    return _last(verdicts.filter(is_like))


def _last_decision(is_like: Q) -> Exists:
    """Whether whoever decided last about the comment is like that."""
    return _last(Verdict.objects.filter(is_like).exclude(outcome=Outcome.REFER.value))


def _last(verdicts: QuerySet[Verdict]) -> Exists:
    later = Verdict.objects.filter(comment=OuterRef("comment"), entry_id__gt=OuterRef("entry_id"))
    is_last = ~Exists(later.exclude(outcome=Outcome.REFER.value))
    return Exists(verdicts.filter(is_last, comment=OuterRef("pk")))
