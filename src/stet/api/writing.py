"""While somebody writes: a hint at the guideline a text may break, and the task that stands in for a puzzle."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import P, QueryEx, Router, Schema
from pydantic import Field

from stet.api.failures import FAILURES, Failure
from stet.api.schemas import GuidelineAtIssue, Strict
from stet.comments.automation import challenge
from stet.comments.hints import hints
from stet.comments.models import Article, Comment, State
from stet.comments.rates import check_rate
from stet.comments.sites import article_at, check_origin, find_site
from stet.comments.text import check_body
from stet.newsroom.languages import reading_language

router = Router(tags=["writing"])


class UnderWay(Strict):
    """A comment under way."""

    body: str
    article: str | None = Field(None, max_length=255)
    url: str | None = Field(None, max_length=2000)
    site: str | None = Field(None, max_length=50)
    parent: UUID | None = Field(None, strict=False)
    lang: str | None = Field(None, max_length=35, description="The language to explain in")


class HintOut(Schema):
    """`on` is false where the site wants no hints; then `guidelines` is empty."""

    on: bool
    guidelines: list[GuidelineAtIssue]


class ChallengeOut(Schema):
    """Find the number up to `maxnumber` for which the hexadecimal SHA-256 of `salt` + number is `challenge`.

    The proof is base64 of JSON with `algorithm`, `challenge`, `salt`, `signature` as they are here, and `number`.
    """

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


@router.post("hint", response={200: HintOut, FAILURES: Failure}, operation_id="hint")
def read_hint(request: HttpRequest, text: UnderWay) -> HintOut:
    """What the screening would name if this text were sent now. It is not a verdict, and nothing is stored."""
    check_rate(request, "hint", settings.STET_RATE_ACT)
    origin = request.headers.get("Origin")
    site = find_site(text.site, origin)
    check_origin(site, origin, own=f"{request.scheme}://{request.get_host()}")
    if not site.hints:
        return HintOut(on=False, guidelines=[])
    article = article_at(site, text.article, text.url)
    check_body(text.body, site.longest_comment)
    language = reading_language(text.lang or "", translation.get_language() or "en")
    named = hints(article, _parent(article, text.parent), text.body, language)
    return HintOut(
        on=True,
        guidelines=[
            GuidelineAtIssue(id=one.guideline, title=one.title, wording=one.wording, spans=list(one.spans))
            for one in named
        ],
    )


@router.get("challenge", response={200: ChallengeOut, FAILURES: Failure}, operation_id="read_challenge")
def read_challenge(request: HttpRequest, site: QueryEx[str | None, P(max_length=50)] = None) -> ChallengeOut:
    """A little work for a guest's browser, good for one comment within twenty minutes (altcha's protocol)."""
    check_rate(request, "challenge", settings.STET_RATE_ACT)
    return ChallengeOut(**challenge(find_site(site, request.headers.get("Origin"))))


def _parent(article: Article, parent: UUID | None) -> Comment | None:
    """What the text answers, where that is published; a hint does without it otherwise."""
    if parent is None or article._state.adding:
        return None
    return article.comments.filter(pk=parent, state=State.APPROVED).first()
