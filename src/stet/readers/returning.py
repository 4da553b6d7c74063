"""Where a reader goes on after signing in: to the article they came from, and never to anybody else's page."""

import re
from urllib.parse import urldefrag, urlsplit

from django.utils.encoding import iri_to_uri

from stet.comments.errors import ReturnInvalid
from stet.comments.models import Site
from stet.comments.text import is_text

LONGEST = 2000
# What browsers leave out or turn around while they read an address, so that it leads elsewhere than it says.
_TREACHEROUS = re.compile(r"[\s\\\x00-\x20\x7f]")


def checked_return(site: Site, address: str) -> str:
    """The address of a page on one of the site's origins, or the path of one of its thread pages here.

    Without its fragment, where the code will stand. Raises ReturnInvalid for anything else.
    """
    is_one = is_text(address) and len(address) <= LONGEST and not _TREACHEROUS.search(address)
    if not is_one or not (is_thread_page(site, address) or _is_on(site, address)):
        raise ReturnInvalid
    return iri_to_uri(urldefrag(address).url)


def is_thread_page(site: Site, address: str) -> bool:
    """Whether it is one of our own pages without a script, which know their reader by a cookie."""
    return address.startswith(f"/threads/{site.slug}/")


def _is_on(site: Site, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in site.origins and address.startswith(f"{parts.scheme}://")
