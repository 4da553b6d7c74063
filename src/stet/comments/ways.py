"""By which ways a site's readers sign in: what the installation has, as far as the site wants it."""

from dataclasses import dataclass

from django.conf import settings

from stet.comments.models import Site

# What the id of a reader begins with who signed in by e-mail; no provider may be called so.
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who vouches for readers. `id` is the installation's name for it, `name` is what its button says."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Whether the site signs tokens itself, whether a link goes out by e-mail, and who else vouches for readers."""

    token: bool
    email: bool
    providers: tuple[Provider, ...]

    @property
    def are_ours(self) -> bool:
        """Whether there is anything to choose on our own page for signing in."""
        return self.email or bool(self.providers)


def ways_of(site: Site) -> Ways:
    """What this site's readers may choose from, providers in the order in which they were set up."""
    providers = tuple(one for one in configured() if one.id in site.sign_in_providers)
    return Ways(bool(site.sso_secret), site.email_sign_in and settings.STET_MAIL is not None, providers)


def configured() -> tuple[Provider, ...]:
    """Every provider of the installation (STET_SIGN_IN_FILE)."""
    apps = [
        (kind, app) for kind, provider in settings.SOCIALACCOUNT_PROVIDERS.items() for app in provider.get("APPS", ())
    ]
    return tuple(Provider(app.get("provider_id") or kind, app["name"]) for kind, app in apps)
