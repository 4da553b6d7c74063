"""A newsroom with a desk to look at, from outside the process that serves it.

open: two moderators with the password of `tests.tools.desk.PASSWORD`. plant SITE NUMBER...: comments that wait, each
site under an address of its own. withdraw COMMENT: by its author. give: every ruling that is held, at once.
"""

import sys
from datetime import timedelta

import django

PASSWORD = "let-it-stand-2026"
MODERATORS = {"shilan@courier.example": "senior", "rojin@courier.example": "moderator"}
BODY = "What a pathetic plan, number {}. خەڵک مافی خۆیەتی بزانێت ئەم پردە چەندی تێچووە."


def open_desk() -> None:
    """Let the moderators in."""
    for email, role in MODERATORS.items():
        account = make_moderator(email, role=role)
        account.set_password(PASSWORD)
        account.save()


def plant(slug: str, how_many: int) -> None:
    """Have comments wait on a site, with a guideline in doubt for each."""
    site = Site.objects.filter(slug=slug).first() or make_site(slug, mode="advise")
    article = site.articles.first() or make_article(site, title="The bridge stays shut, the council says", body="Shut.")
    for number in range(how_many):
        judge(say(article, BODY.format(number)), screener(personal_attack=0.6))


if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from stet.comments.acts.judge import judge
    from stet.comments.acts.withdraw import withdraw
    from stet.comments.models import Comment, Site
    from stet.moderation.holding import give_due
    from tests.newsroom_kit import make_article, make_moderator, make_site, say, screener

    act, *arguments = sys.argv[1:]
    if act == "open":
        open_desk()
    elif act == "plant":
        for slug, how_many in zip(arguments[::2], arguments[1::2], strict=True):
            plant(slug, int(how_many))
    elif act == "withdraw":
        withdraw(Comment.objects.get(pk=arguments[0]))
    else:
        print(give_due(timezone.now() + timedelta(days=1)))
