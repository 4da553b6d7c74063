"""What may be set for a site, beyond what its columns say; shared by the desk and the command line."""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.comments import sections
from stet.comments.errors import Invalid
from stet.comments.models import Case, Site
from stet.comments.text import is_blank, is_text

# A promise of at least a minute, and at most 30 days.
SHORTEST_PROMISE, LONGEST_PROMISE = 1, 30 * 24 * 60
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_KNOWN_PLACEHOLDERS = {"{text}", "{language}"}


class TranslationAddressInvalid(Invalid):
    code = "translation_address_invalid"
    field = "translation_url"
    message = _(
        "This is no address of a translator. It begins with https:// and has {text} where the text goes; it may have "
        "{language} where the language goes, and no other braces."
    )


class SectionInvalid(Invalid):
    code = "section_invalid"
    field = "sections"
    message = _(
        "A section is a name of at most 80 characters, a sign = and the beginning of its addresses’ path, such as "
        "Sport = /sport/. No path can stand there twice."
    )


def checked_translation_url(typed: str) -> str:
    """The address without blanks around it; "" is none. Raises TranslationAddressInvalid."""
    address = typed.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise TranslationAddressInvalid from None
    named = set(_PLACEHOLDER.findall(address))
    rest = _PLACEHOLDER.sub("", address)
    is_known = "{text}" in named and named <= _KNOWN_PLACEHOLDERS and not set("{}") & set(rest)
    # Whose server it is must not hang on what a comment says.
    is_secure = parts.scheme == "https" and bool(parts.hostname) and "{" not in parts.netloc
    if not (is_known and is_secure and is_text(address)) or re.search(r"\s", address):
        raise TranslationAddressInvalid
    return address


def checked_sections(lines: Sequence[str]) -> list[list[str]]:
    """Sections as they are kept, from lines such as "Sport = /sport/"; a blank line is none. Raises SectionInvalid."""
    found: list[list[str]] = []
    for line in lines:
        if is_blank(line):
            continue
        name, sign, path = (part.strip() for part in line.partition("="))
        is_name = not is_blank(name) and len(name) <= sections.LONGEST and is_text(name)
        if not (sign and is_name and path.startswith("/")) or path in {known for _, known in found}:
            raise SectionInvalid
        found.append([name, path])
    return found


def section_lines(site: Site) -> list[str]:
    """The site's sections as an editor writes them, one a line."""
    return [f"{name} = {path}" for name, path in site.sections]


@transaction.atomic
def follow_changes(site: Site, before: Site) -> int:
    """Have what hangs on a site's settings follow them, once they are saved; how many articles came into a section.

    What waits is promised by the new promise, and has its turn by it; articles that are in no section are put into that
    of their address.
    """
    if site.promised_minutes != before.promised_minutes:
        _promise_anew(site, before.promised_minutes)
    return sections.put_in_by_address(site) if site.sections != before.sections else 0


def _promise_anew(site: Site, before: int, chunk: int = 2000) -> None:
    # A turn is a share of the promised time after the wait began (stet.comments.urgency): it grows with the promise.
    longer = site.promised_minutes / before
    promised = timedelta(minutes=site.promised_minutes)
    waiting = list(Case.objects.filter(site=site).only("since", "turn_at"))
    for case in waiting:
        case.promised_by = case.since + promised
        case.turn_at = case.since + (case.turn_at - case.since) * longer
    Case.objects.bulk_update(waiting, ["promised_by", "turn_at"], batch_size=chunk)
