"""How far one account's scope reaches, compared with another's: nobody gives more than they have."""

from collections.abc import Sequence

from stet.accounts.models import Account


def covers(wide: Account, narrow: Account) -> bool:
    """Whether `wide` is for every site and every language that `narrow` is for."""
    return reaches(wide, narrow.sites, narrow.languages)


def reaches(account: Account, sites: Sequence[str], languages: Sequence[str]) -> bool:
    """Whether the account is for all of these; an empty list is all there are."""
    return _holds(account.sites, sites) and _holds(account.languages, languages)


def _holds(own: Sequence[str], wanted: Sequence[str]) -> bool:
    return not own or (bool(wanted) and set(wanted) <= set(own))
