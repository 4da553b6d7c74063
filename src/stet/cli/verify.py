"""`stet verify` and `stet erase`."""

from itertools import islice
from uuid import UUID

import click

from stet.cli.installation import ServerCommand, find_site_by_slug, open_database


@click.command(cls=ServerCommand)
@click.option("--all", "every", is_flag=True, help="Name every break, not the first alone.")
def verify(*, every: bool) -> None:
    """Recompute the whole ledger and every text it seals.

    Exit code 0: nothing was changed, removed or slipped in. Exit code 1: the first break is named.

    \b
    Example:
      stet verify
    """
    open_database()
    from stet.comments.verify import count
    from stet.comments.verify import verify as find_breaks

    found = False
    breaks = find_breaks()
    for broken in breaks if every else islice(breaks, 1):
        click.secho(str(broken), fg="red", err=True)
        found = True
    if found:
        raise click.exceptions.Exit(1)
    seen = count()
    states = ", ".join(f"{number} {state}" for state, number in seen.states.items() if number)
    others = {"opinions": seen.opinions, "appeals": seen.appeals, "reports": seen.reports}
    rest = "".join(f", {number} {what}" for what, number in others.items() if number)
    comments = f"{seen.comments} comments ({states or 'none'})"
    click.echo(f"Whole: {seen.entries} entries, {comments}, {seen.verdicts} verdicts{rest}.")


@click.command(cls=ServerCommand)
@click.option("--comment", type=click.UUID, help="Erase this comment.")
@click.option("--site", help="With --reader: the reader's site.")
@click.option("--reader", help="Erase all comments of the reader with this id of the site's own.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(*, comment: UUID | None, site: str | None, reader: str | None, yes: bool) -> None:
    """Destroy a comment's text, name and seal for good, as a reader may demand by law.

    A tombstone stays in the ledger, which still verifies. Backups are yours to age out.

    \b
    Examples:
      stet erase --comment 0190163d-8694-739b-aea5-966c26f8ad90
      stet erase --site courier --reader 628bdc61
    """
    if (comment is None) == (reader is None) or (reader is not None and site is None):
        raise click.UsageError("Name either --comment, or --site and --reader.")
    open_database()
    if not yes:
        click.confirm("What is erased cannot be brought back. Go on?", abort=True)
    erased = _erase_comment(comment) if comment else _erase_reader(str(site), str(reader))
    from stet.comments.acts.erase import forget_traces
    from stet.letters.making import make_letters
    from stet.letters.models import Follower

    make_letters()  # by which the e-mail addresses of those who followed what was erased are forgotten now

    click.echo(f"{erased} comments erased.")
    if not forget_traces(also=[Follower._meta.db_table]):
        click.echo("Its log still holds them, because somebody is reading the database; run this once more.", err=True)


def _erase_comment(pk: UUID) -> int:
    from stet.comments.acts.erase import erase as erase_one
    from stet.comments.models import Comment

    comment = Comment.objects.filter(pk=pk).first()
    if comment is None:
        raise click.ClickException(f"There is no comment {pk}.")
    return int(erase_one(comment))


def _erase_reader(slug: str, key: str) -> int:
    from stet.comments.acts.erase import erase_reader

    reader = find_site_by_slug(slug).readers.filter(external_id=key).first()
    if reader is None:
        raise click.ClickException(f"The site {slug!r} knows no reader {key!r}.")
    return erase_reader(reader)
