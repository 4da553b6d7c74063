"""How long people usually take to decide, in words."""

from django.utils.translation import get_language, ngettext

from stet.newsroom.dates import digits

MINUTE, HOUR, DAY = 60, 3600, 86400


def usual_wait_told(seconds: int | None) -> str:
    """`seconds` as a sentence in the page's language, rounded as people say it; "" where it is not known."""
    if seconds is None:
        return ""
    if seconds < 90 * MINUTE:
        n = max(1, round(seconds / MINUTE))
        told = ngettext(
            "On this site a person usually decides in about %(n)s minute.",
            "On this site a person usually decides in about %(n)s minutes.",
            n,
        )
    elif seconds < 36 * HOUR:
        n = round(seconds / HOUR)
        told = ngettext(
            "On this site a person usually decides in about %(n)s hour.",
            "On this site a person usually decides in about %(n)s hours.",
            n,
        )
    else:
        n = round(seconds / DAY)
        told = ngettext(
            "On this site a person usually decides in about %(n)s day.",
            "On this site a person usually decides in about %(n)s days.",
            n,
        )
    return told % {"n": digits(n, get_language() or "en")}
