"""`stet verify-receipt`: what a kept receipt proves, by the file alone. It needs no server and no network."""

from collections.abc import Iterator
from typing import BinaryIO, Final

import click

from stet.comments import kept_receipts
from stet.comments.kept_receipts import Check, KeptReceipt, NoReceipt

# What is said of a check that holds, and of one that does not.
_TOLD: Final = {
    Check.TEXT: (
        "Text, name, place and time are those that were sealed.",
        "The text, name, place or time was changed.",
    ),
    Check.RECEIVED: (
        "The first entry received this comment, at that time.",
        "The first entry received another comment, or at another time.",
    ),
    Check.HASHES: ("Every entry's hash is that of its content.", "The hash of an entry is not that of its content."),
    Check.ORDER: (
        "The entries are about this comment alone and follow one another.",
        "An entry is about another comment, or does not follow the one before it.",
    ),
    Check.STATE: (
        "What the entries say leads to the state that the receipt names.",
        "What the entries say leads to another state than the receipt names.",
    ),
    Check.APPEALS: ("The appeal's statement is the one that was sealed.", "The appeal's statement was changed."),
    Check.EXPLANATIONS: (
        "What the moderator wrote to the author is what was sealed.",
        "What the moderator wrote to the author was changed.",
    ),
}
_ERASED: Final = "The comment was erased: there is no text any more that could be checked."


@click.command("verify-receipt")
@click.argument("file", type=click.File("rb"))
@click.option("--against-database", is_flag=True, help="Ask this installation's ledger as well.")
def verify_receipt(*, file: BinaryIO, against_database: bool) -> None:
    """Check a receipt that was downloaded from a comment's page, with nothing but the FILE.

    It recomputes the seal on the text and the hash of every entry of the ledger in it, as docs/ledger.md says how, and
    trusts no server. On the publisher's own machine it can also ask whether the ledger there holds these very entries
    and the text that is stored is the same.

    Exit code 0: everything holds. 1: something does not. 2: the file is no receipt.

    \b
    Examples:
      stet verify-receipt stet-receipt-0190163d-8694-739b-aea5-966c26f8ad90.json
      stet verify-receipt --against-database stet-receipt-0190163d-8694-739b-aea5-966c26f8ad90.json
    """
    receipts = _read(file)
    if against_database:
        from stet.cli.installation import open_database

        open_database()
    good = True
    for kept in receipts:
        click.echo(f"Comment {kept.comment['id']}, written {kept.comment['written_at']}, {kept.state}")
        lines = [*_by_itself(kept), *(_by_the_ledger(kept) if against_database else ())]
        for holds, words in lines:
            _say(words, holds=holds)
        good = good and all(holds is not False for holds, _ in lines)
    if not good:
        raise click.exceptions.Exit(1)


def _read(file: BinaryIO) -> list[KeptReceipt]:
    try:
        return kept_receipts.read(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise click.UsageError("This is no receipt: it is not UTF-8.") from None
    except NoReceipt as error:
        raise click.UsageError(f"This is no receipt: {error}") from None


def _by_itself(kept: KeptReceipt) -> Iterator[tuple[bool | None, str]]:
    for result in kept_receipts.results(kept):
        good, bad = _TOLD[result.check]
        if result.holds is not None:
            yield result.holds, good if result.holds else bad
        elif result.check is Check.TEXT:
            yield None, _ERASED


def _by_the_ledger(kept: KeptReceipt) -> Iterator[tuple[bool | None, str]]:
    from django.db import DatabaseError

    from stet.comments.ledger_answers import answer

    try:
        said = answer(kept)
    except DatabaseError as error:
        raise click.ClickException(f"The database refused: {str(error).strip()}.") from error
    if not said.is_known:
        yield False, "This is no receipt of this installation, or not for this comment."
        return
    entries = "holds" if said.holds_entries else "does not hold"
    yield said.holds_entries, f"The ledger here {entries} these very entries."
    if said.keeps_text is None:
        yield None, "The comment was erased here since."
    else:
        yield said.keeps_text, f"The text kept here is {'the same' if said.keeps_text else 'another one'}."
    if said.later:
        yield None, f"Entries that have come since: {said.later}."


def _say(words: str, *, holds: bool | None) -> None:
    mark, colour = {True: ("holds ", "green"), False: ("BROKEN", "red"), None: ("note  ", None)}[holds]
    click.echo(f"  {click.style(mark, fg=colour)}  {words}")
