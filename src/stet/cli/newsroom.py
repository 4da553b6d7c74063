"""`stet moderator`, `stet site`, `stet article`: who decides, and about what."""

import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stet.cli.installation import ServerCommand, find_site_by_slug, open_database
from stet.newsroom.languages import LANGUAGES

if TYPE_CHECKING:
    from stet.comments.models import Article, Site

LANGUAGE = click.Choice(list(LANGUAGES))
# As comments.models.Proof has them; the models cannot be imported before a command runs.
PROOFS = ("never", "suspicious", "always")
# As accounts.roles.Role has them.
ROLES = ("analyst", "moderator", "senior", "editor", "administrator")
# The settings that `stet site set` changes, in the order in which it tells them.
READERS_SIDE = (
    "guests_may_comment",
    "email_sign_in",
    "sign_in_providers",
    "reserved_names",
    "proof_of_work",
    "hints",
    "appeals",
    "letters",
    "reactions",
    "promised_minutes",
    "sections",
    "translation_url",
    "masks_abuse",
    "reviewed_percent",
    "wrong_percent",
)
# A page's origin as browsers write it (RFC 6454, 6.2): scheme and host in small letters, the port if it is unusual.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")


def origins_alone(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Raises click.BadParameter for what no browser would ever name as the origin of a page."""
    for value in values:
        if not _ORIGIN.fullmatch(value):
            raise click.BadParameter(f"{value!r} is no origin; one is like https://news.example, with nothing behind.")
    return values


@click.group()
def moderator() -> None:
    """Who works at the desk."""


@moderator.command("add", cls=ServerCommand)
@click.argument("email")
@click.option("--password", help="By default one is made up and printed once.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    help="By default the one they have; at first moderator, or administrator where nobody is.",
)
@click.option("--site", "sites", multiple=True, help="The only sites they work for; repeat. By default all.")
@click.option("--language", "languages", type=LANGUAGE, multiple=True, help="The only languages they read; repeat.")
def add_moderator(
    email: str, password: str | None, role: str | None, sites: tuple[str, ...], languages: tuple[str, ...]
) -> None:
    """Let somebody sign in to the desk; for one who can already, set a new password.

    \b
    Example:
      stet moderator add shilan@courier.example
      stet moderator add rojin@courier.example --role senior --site courier --language ckb --language ar
    """
    open_database()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from stet.accounts.moderators import add
    from stet.accounts.roles import Role
    from stet.moderation import journal

    password = password or secrets.token_urlsafe(12)
    ids = [str(find_site_by_slug(slug).pk) for slug in sites]
    try:
        with transaction.atomic():
            is_new = add(email, password, Role(role) if role else None, ids, languages)
            journal.note(None, "person_added", person=email.lower())
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    click.echo(f"{'Added' if is_new else 'Changed'}: {email}\nPassword: {password}")
    if not settings.STET_PASSWORDS:
        click.echo("STET_PASSWORDS is off: they sign in by the provider alone.", err=True)


@moderator.command("list", cls=ServerCommand)
def list_moderators() -> None:
    """Everybody with an account: address, role, sites, languages, how they sign in, when they were last here.

    \b
    Example:
      stet moderator list
    """
    open_database()
    from stet.accounts.models import Account
    from stet.accounts.second_step import has_second_step
    from stet.comments.models import Site

    slugs = {str(pk): slug for pk, slug in Site.objects.values_list("pk", "slug")}
    for account in Account.objects.order_by("-is_active", "email"):
        sites = ",".join(slugs.get(pk, pk) for pk in account.sites) or "all sites"
        steps = "second step" if has_second_step(account) else "password alone"
        seen = f"{account.last_seen_at:%Y-%m-%d %H:%M} UTC" if account.last_seen_at else "never here"
        state = account.role or "no role" if account.is_active else "seen out"
        languages = ",".join(account.languages) or "all languages"
        click.echo("\t".join((account.email, account.pseudonym, state, sites, languages, steps, seen)))


@moderator.command("remove", cls=ServerCommand)
@click.argument("email")
def remove_moderator(email: str) -> None:
    """See somebody out: signed out everywhere at once, and let in no more. What they decided stands.

    \b
    Example:
      stet moderator remove shilan@courier.example
    """
    open_database()
    from stet.accounts.models import Account
    from stet.comments.errors import Refusal
    from stet.moderation import people

    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        raise click.ClickException(f"There is no account {email!r}. `stet moderator list` names them.")
    if not account.is_active:
        raise click.ClickException(f"{account.email} was seen out already.")
    try:
        people.see_out(None, account)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Seen out: {account.email}")


@click.group()
def site() -> None:
    """The publications whose readers comment."""


@site.command("add", cls=ServerCommand)
@click.argument("slug")
@click.argument("name")
@click.option("--language", type=LANGUAGE, default="en", show_default=True)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=origins_alone,
    help="Where it is embedded, such as https://news.example; repeat.",
)
@click.option("--sso-secret", default="", help="Shared with the publisher, who signs readers' tokens with it.")
@click.option("--no-guests", is_flag=True, help="Signed-in readers alone.")
@click.option("--makes-articles", is_flag=True, help="A first comment makes the article, for addresses on its origins.")
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="By default Stet's own.")
def add_site(
    slug: str,
    name: str,
    language: str,
    origins: tuple[str, ...],
    sso_secret: str,
    *,
    no_guests: bool,
    makes_articles: bool,
    policy: Path | None,
) -> None:
    """Add a publication, or change its settings.

    \b
    Example:
      stet site add courier "The Courier" --origin https://courier.example --policy courier.yaml
    """
    open_database()
    from django.db import transaction

    from stet.comments.models import Site

    settings = {
        "name": name,
        "language": language,
        "origins": list(origins),
        "sso_secret": sso_secret,
        "guests_may_comment": not no_guests,
        "makes_articles": makes_articles,
    }
    # One transaction: a policy that cannot be used leaves no site without one.
    with transaction.atomic():
        saved = Site.objects.filter(slug=slug).first() or Site(slug=slug)
        is_new = _save(saved, settings)
        version = _put_policy_in_force(saved, policy)
    click.echo(f"{'Added' if is_new else 'Changed'}: {slug}, policy {version}.")


@site.command("set", cls=ServerCommand)
@click.argument("slug")
@click.option("--guests/--no-guests", "guests_may_comment", default=None, help="Writing without signing in.")
@click.option("--email-sign-in/--no-email-sign-in", default=None, help="Signing in by a link in an e-mail.")
@click.option(
    "--provider", "sign_in_providers", multiple=True, help="Signing in by these of STET_SIGN_IN_FILE; repeat."
)
@click.option("--no-providers", is_flag=True, help="Signing in by none of them.")
@click.option("--reserve-name", "reserved_names", multiple=True, help="The names for staff alone; repeat.")
@click.option("--no-reserved-names", is_flag=True, help="Reserve no names but the site's own.")
@click.option("--proof-of-work", type=click.Choice(PROOFS), help="When a guest's browser works for a moment first.")
@click.option("--hints/--no-hints", default=None, help="Naming a guideline before a comment is sent.")
@click.option("--appeals/--no-appeals", default=None, help="Appeals against a rejection.")
@click.option("--letters/--no-letters", default=None, help="Letters about decisions and replies, where mail is set up.")
@click.option("--reactions/--no-reactions", default=None, help="Readers saying what was worth reading.")
@click.option(
    "--promise", "promised_minutes", type=click.IntRange(1, 43200), help="In so many minutes a person decides."
)
@click.option("--section", "sections", multiple=True, help='A section by its path, such as "Sport = /sport/"; repeat.')
@click.option("--no-sections", is_flag=True, help="Sort articles into no sections.")
@click.option("--translation-url", help="Where the desk may have a text translated, with {text} and {language}.")
@click.option("--masks-abuse/--no-masks-abuse", default=None, help="Showing what may hurt only when it is asked for.")
@click.option(
    "--reviewed-percent", type=click.IntRange(0, 100), help="Of a hundred decisions, judged by a second person."
)
@click.option(
    "--wrong-percent", type=click.IntRange(0, 50), help="Of a hundred comments approved together, wrong at most."
)
def change_site(slug: str, **asked: Any) -> None:
    """Change how a site works, and nothing that is not named; then, or without options, say how it is set.

    \b
    Example:
      stet site set courier --email-sign-in --provider google --reserve-name "Shilan Kerim"
    """
    open_database()
    from stet.comments.site_settings import follow_changes
    from stet.comments.ways import ways_of

    changed, before = find_site_by_slug(slug), find_site_by_slug(slug)
    _save(changed, _asked_settings(asked))
    follow_changes(changed, before)
    for name in READERS_SIDE:
        click.echo(f"{name}: {_in_words(getattr(changed, name))}")
    if changed.email_sign_in and not ways_of(changed).email:
        click.echo("Nobody can sign in by e-mail before STET_MAIL_URL is set.", err=True)


def _asked_settings(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings that were named. Raises click.ClickException for what cannot be."""
    from stet.comments.text import LONGEST_NAME
    from stet.comments.ways import configured

    _check_desk_settings(asked)
    settings = {name: value for name, value in asked.items() if name in READERS_SIDE and value not in (None, ())}
    unknown = set(asked["sign_in_providers"]) - {one.id for one in configured()}
    if unknown:
        raise click.ClickException(f"STET_SIGN_IN_FILE has no {', '.join(sorted(unknown))}.")
    if asked["no_providers"]:
        settings["sign_in_providers"] = ()
    if asked["no_reserved_names"]:
        settings["reserved_names"] = ()
    if asked["no_sections"]:
        settings["sections"] = ()
    if any(not name.strip() or len(name) > LONGEST_NAME for name in asked["reserved_names"]):
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters.")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()}


def _check_desk_settings(asked: dict[str, Any]) -> None:
    """Put sections and the translator's address in `asked` as they are kept. Raises click.ClickException."""
    from stet.comments.errors import Refusal
    from stet.comments.site_settings import checked_sections, checked_translation_url

    try:
        if asked["translation_url"] is not None:
            asked["translation_url"] = checked_translation_url(asked["translation_url"])
        asked["sections"] = tuple(checked_sections(asked["sections"]))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(" = ".join(one) if isinstance(one, list) else one for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "none"


@site.command("policy", cls=ServerCommand)
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def put_policy(slug: str, file: Path) -> None:
    """Put a policy file in force. Older versions are kept: verdicts cite them.

    \b
    Example:
      stet site policy courier courier.yaml
    """
    open_database()
    version = _put_policy_in_force(find_site_by_slug(slug), file)
    click.echo(f"Policy {version} of {slug} is in force.")


def _put_policy_in_force(saved: "Site", file: Path | None) -> int:
    from stet.comments import policies
    from stet.newsroom.policy_file import PolicyError, default_policy_text

    newest = saved.policies.first()
    if file is None and newest:
        return newest.number
    try:
        text = file.read_text(encoding="utf-8") if file else default_policy_text()
        return policies.put_in_force(saved, text).number
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8: {error}") from error
    except PolicyError as error:
        raise click.ClickException("\n".join(f"{file}:{problem}" for problem in error.problems)) from error


def _save(changed: "Site | Article", settings: dict[str, Any]) -> bool:
    """Save it with these settings; whether it is new. Raises click.ClickException naming every field that is wrong."""
    from django.core.exceptions import ValidationError

    is_new = changed._state.adding
    for name, value in settings.items():
        setattr(changed, name, value)
    try:
        changed.full_clean()
    except ValidationError as error:
        problems = (f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
        raise click.ClickException("\n".join(problems)) from error
    changed.save()
    return is_new


@click.group()
def article() -> None:
    """What comments stand under."""


@article.command("add", cls=ServerCommand)
@click.argument("slug")
@click.argument("external_id")
@click.option("--url", default="")
@click.option("--title", default="")
@click.option("--language", type=LANGUAGE, default="en", show_default=True)
@click.option("--section", help="By default the site's section that its address belongs to.")
@click.option("--closed", is_flag=True, help="Readers may read but not write.")
def add_article(
    slug: str, external_id: str, url: str, title: str, language: str, section: str | None, *, closed: bool
) -> None:
    """Add an article to the site SLUG under the publisher's own id, or change it.

    \b
    Example:
      stet article add courier 2026-11-23-budget --url https://courier.example/budget --title "The budget"
    """
    open_database()
    from django.utils import timezone

    from stet.comments import sections
    from stet.comments.models import Article

    place = {"site": find_site_by_slug(slug), "external_id": external_id}
    closed_at = timezone.now() if closed else None
    saved = Article.objects.filter(**place).first() or Article(**place)
    if section is None:
        section = saved.section or sections.section_of(saved.site, url)
    settings = {"url": url, "title": title, "language": language, "section": section, "closed_at": closed_at}
    is_new = _save(saved, settings)
    sections.put_in(saved, section)
    click.echo(f"{'Added' if is_new else 'Changed'}: {external_id}")
