"""What readers can do on a site beside writing and reading, for whoever shows its threads."""

from django.http import HttpRequest
from django.urls import reverse

from stet.api.schemas import ProviderOut, SignInOut, SiteSettingsOut
from stet.comments.models import Site
from stet.comments.waiting_times import usual_wait
from stet.comments.ways import ways_of
from stet.letters.following import is_on


def site_settings(request: HttpRequest, site: Site) -> SiteSettingsOut:
    """The site's settings, as far as the installation can do what they say: without mail there are no letters."""
    ways = ways_of(site)
    return SiteSettingsOut(
        hints=site.hints,
        appeals=site.appeals,
        letters=is_on(site),
        reactions=site.reactions,
        sign_in=SignInOut(
            token=ways.token,
            email=ways.email,
            providers=[ProviderOut(id=one.id, name=one.name) for one in ways.providers],
        ),
        sign_in_url=request.build_absolute_uri(reverse("readers:sign-in", args=[site.slug])) if ways.are_ours else None,
        usual_wait=usual_wait(site),
    )
