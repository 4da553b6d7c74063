"""Reporting a published comment without a script: the form, and what happens now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from stet.comments import policies
from stet.comments.acts.report import LONGEST_EXPLANATION, Notice, report
from stet.comments.errors import CommentUnknown, Refusal
from stet.comments.models import Comment, State
from stet.comments.pages import ReaderPage, SeeOther, with_retry
from stet.comments.rates import check_rate
from stet.comments.sites import find_article, find_site
from stet.comments.waiting_times import usual_wait
from stet.letters.sending import is_set_up
from stet.newsroom.published import published
from stet.publication.forms import check_encoding
from stet.publication.waits import usual_wait_told

# What may be wrong with a comment beside the guidelines.
LAW, OTHER = "law", "other"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What somebody chose and typed, as it came. `about` is a guideline's id, LAW or OTHER; empty while none is."""

    about: str = ""
    explanation: str = ""
    name: str = ""
    email: str = ""
    good_faith: str = ""

    @classmethod
    def sent(cls, data: QueryDict) -> "ReportForm":
        """The form as it was sent; a browser sends line ends as two characters and counts them as one."""
        said = {name: data.get(name, "") for name in ("about", "name", "email", "good_faith")}
        return cls(**said, explanation=data.get("explanation", "").replace("\r\n", "\n"))

    def notice(self, language: str) -> Notice:
        return Notice(
            guideline="" if self.about in {LAW, OTHER} else self.about,
            is_illegal=self.about == LAW,
            explanation=self.explanation,
            name=self.name,
            email=self.email.strip(),
            good_faith=bool(self.good_faith),
            language=language,
        )


class ReportPage(ReaderPage):
    """The form about one comment, and after it a receipt for who sent it."""

    def get(self, request: HttpRequest, site: str, article: str, comment: UUID) -> HttpResponse:
        reported = published_at(site, article, comment)
        if "received" in request.GET:
            return self.thank(request, reported)
        return self.show(request, reported, ReportForm())

    def post(self, request: HttpRequest, site: str, article: str, comment: UUID) -> HttpResponse:
        reported, form = published_at(site, article, comment), ReportForm.sent(request.POST)
        try:
            check_rate(request, "report", settings.STET_RATE_POST)
            check_encoding(request)
            made = report(reported, form.notice(get_language() or "en"))
        except Refusal as refusal:
            return with_retry(self.show(request, reported, form, refusal), refusal)
        told = {"received": str(made.pk)} | ({"lang": request.GET["lang"]} if "lang" in request.GET else {})
        return SeeOther(f"{report_address(reported)}?{urlencode(told)}")

    def show(
        self, request: HttpRequest, comment: Comment, form: ReportForm, refusal: Refusal | None = None
    ) -> HttpResponse:
        language = get_language() or "en"
        context = context_of(comment) | {
            "form": form,
            "refusal": refusal,
            "wrong_field": (refusal.field or "").rpartition(".")[2] if refusal else "",
            "guidelines": [published(one, language) for one in policies.in_force(comment.site)[1].guidelines],
            "longest_explanation": LONGEST_EXPLANATION,
            "writes_back": is_set_up(),
        }
        return answer(request, "publication/report.html", context, refusal.status if refusal else 200)

    def thank(self, request: HttpRequest, comment: Comment) -> HttpResponse:
        """What happens now. The report's number is repeated to who has it, and looked up for nobody."""
        context = context_of(comment) | {
            "number": request.GET["received"],
            "usual_wait": usual_wait_told(usual_wait(comment.site)),
            "writes_back": is_set_up(),
        }
        return answer(request, "publication/reported.html", context, 200)


def published_at(site: str, article: str, comment: UUID) -> Comment:
    """The article's published comment of that id. Raises CommentUnknown, ArticleUnknown, SiteUnknown."""
    found = find_article(find_site(site, None), article, None)
    reported = found.comments.filter(pk=comment, state=State.APPROVED).select_related("site", "article").first()
    if reported is None:
        raise CommentUnknown
    return reported


def report_address(comment: Comment) -> str:
    return reverse("publication:report", args=[comment.site.slug, comment.article.external_id, comment.pk])


def context_of(comment: Comment) -> dict[str, Any]:
    return {"comment": comment, "article": comment.article, "site": comment.site, "LAW": LAW, "OTHER": OTHER}


def answer(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
