"""How often one network address may have letters sent, whoever they go to."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from stet.comments.rates import check_rate

# A household's worth of comments in an hour; to annoy many people somebody would need many addresses.
REQUESTS_FOR_LETTERS: Final = "20/hour"


def check_asking(request: HttpRequest) -> None:
    """Count one request for letters. Raises RateLimited; an installation that counts no posts counts none of these."""
    check_rate(request, "post", settings.STET_RATE_POST)
    check_rate(request, "letters", REQUESTS_FOR_LETTERS if settings.STET_RATE_POST else None)
