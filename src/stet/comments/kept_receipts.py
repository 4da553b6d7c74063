"""Checking a receipt that an author has kept, with nothing but the file: no server, no database, no trust in either.

It is a second, independent reading of docs/ledger.md, with the standard library alone. `receipt_files.py` writes what
is read here.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT, SEVERAL, VERSION = "stet-receipt", "stet-receipts", 1
_STATES = {"approve": "approved", "reject": "rejected", "withdrawn": "withdrawn", "erased": "erased"}
_SALT = re.compile("[0-9a-f]{64}")
_COMMENT = ("article", "author", "body", "id", "parent", "written_at")
_ENTRY_TEXTS = ("kind", "subject", "recorded_at", "facts", "previous_hash", "hash")


class NoReceipt(ValueError):
    """What was given is no receipt of this format, or not a whole one; the message says what is wrong with it."""


class Check(StrEnum):
    """What is checked, in the order in which it is told."""

    TEXT = "text"  # text, name, article, place and time are those that the commitment seals
    RECEIVED = "received"  # the first entry received this comment, with that commitment, at that time
    HASHES = "hashes"  # every entry's hash is that of its content
    ORDER = "order"  # the entries are about this comment alone, in order, and neighbours seal one another
    STATE = "state"  # the entries leave the comment in the state that the receipt names
    APPEALS = "appeals"  # the statements of appeals are those that their entries seal
    EXPLANATIONS = "explanations"  # what moderators wrote to the author is what their verdicts' entries seal


@dataclass(frozen=True, slots=True)
class Result:
    """`holds` is None where there is nothing left to check: an erased comment has no text, most have no appeal."""

    check: Check
    holds: bool | None


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """One comment's receipt as its author has kept it. `salt` is None, and the comment's text too, once it is erased.

    `entries` are those of the ledger about the comment, whole, by name of their column; `appeals` are what its author
    said, `explanations` what moderators wrote to them, each with its position in the ledger.
    """

    receipt: str
    state: str
    comment: Mapping[str, Any]
    commitment: str
    salt: bytes | None
    entries: tuple[Mapping[str, Any], ...]
    appeals: tuple[Mapping[str, Any], ...]
    explanations: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_erased(self) -> bool:
        return self.salt is None


def read(text: str) -> list[KeptReceipt]:
    """The receipts in a file: one, or all those of a signed-in reader. Raises NoReceipt."""
    try:
        kept = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NoReceipt(f"It is not JSON: {error}.") from None
    if not isinstance(kept, dict) or kept.get("format") not in {FORMAT, SEVERAL}:
        raise NoReceipt(f"It does not say that its format is {FORMAT!r}.")
    if kept.get("version") != VERSION:
        raise NoReceipt(f"It is of version {kept.get('version')!r}; this program knows version {VERSION}.")
    if kept["format"] == FORMAT:
        return [_receipt(kept)]
    several = kept.get("receipts")
    if not isinstance(several, list):
        raise NoReceipt("It has no list of receipts.")
    return [_receipt(one) for one in several]


def results(kept: KeptReceipt) -> list[Result]:
    """What each check of a receipt says, all of them in order."""
    return [Result(check, holds(kept)) for check, holds in _CHECKS.items()]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. One that says something twice would show one thing to a reader and another to the check."""
    read_once = dict(pairs)
    if len(read_once) < len(pairs):
        raise ValueError("something is said twice")
    return read_once


def _receipt(kept: Any) -> KeptReceipt:
    if not isinstance(kept, dict):
        raise NoReceipt("A receipt in it is not an object.")
    salt = _field(kept, "salt", str, type(None))
    if salt is not None and not _SALT.fullmatch(salt):
        raise NoReceipt("Its salt is not 64 hexadecimal digits.")
    entries = tuple(_entry(one) for one in _field(kept, "entries", list))
    if not entries:
        raise NoReceipt("It has no entries of the ledger.")
    return KeptReceipt(
        receipt=_field(kept, "receipt", str),
        state=_field(kept, "state", str),
        comment=_comment(_field(kept, "comment", dict)),
        commitment=_field(kept, "commitment", str),
        salt=None if salt is None else bytes.fromhex(salt),
        entries=entries,
        appeals=tuple(_appeal(one) for one in _field(kept, "appeals", list)),
        explanations=tuple(_explanations(kept.get("verdicts"))),
    )


def _field(record: Mapping[str, Any], name: str, *kinds: type) -> Any:
    if name not in record or type(record[name]) not in kinds:
        raise NoReceipt(f"Its {name!r} is missing, or not what it should be.")
    return record[name]


def _comment(comment: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: _field(comment, name, str, type(None)) for name in _COMMENT}


def _entry(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise NoReceipt("An entry in it is not an object.")
    read_entry = {name: _field(entry, name, str) for name in _ENTRY_TEXTS} | {
        "position": _field(entry, "position", int)
    }
    facts = _facts(read_entry)
    if not isinstance(facts, dict):
        raise NoReceipt("The facts of an entry in it are no JSON object.")
    return read_entry


def _appeal(appeal: Any) -> Mapping[str, Any]:
    if not isinstance(appeal, dict):
        raise NoReceipt("An appeal in it is not an object.")
    kinds: dict[str, tuple[type, ...]] = {"id": (str,), "position": (int,), "statement": (str, type(None))}
    return {name: _field(appeal, name, *kind) for name, kind in kinds.items()}


def _explanations(verdicts: Any) -> Iterator[Mapping[str, Any]]:
    """The verdicts with which a moderator wrote to the author. Files of before there was any do not speak of it."""
    if not isinstance(verdicts, list) or not all(isinstance(verdict, dict) for verdict in verdicts):
        raise NoReceipt("Its 'verdicts' are missing, or not what they should be.")
    kinds: dict[str, tuple[type, ...]] = {"id": (str,), "position": (int,), "explanation": (str,)}
    for verdict in verdicts:
        if verdict.get("explanation") is not None:
            yield {name: _field(verdict, name, *kind) for name, kind in kinds.items()}


def _canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces and no escapes but the needed ones, in UTF-8; a lone surrogate stays one."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", errors="surrogatepass")


def _sealed(kept: KeptReceipt, statement: Mapping[str, Any]) -> str:
    return hmac.new(kept.salt or b"", _canonical(statement), hashlib.sha256).hexdigest()


def _facts(entry: Mapping[str, Any]) -> Any:
    try:
        return json.loads(entry["facts"])
    except (ValueError, RecursionError):
        return None


def _text(kept: KeptReceipt) -> bool | None:
    if kept.is_erased:
        is_gone = (kept.comment["body"], kept.comment["author"]) == (None, None) and kept.state == "erased"
        return None if is_gone else False
    return _sealed(kept, kept.comment) == kept.commitment


def _received(kept: KeptReceipt) -> bool:
    first = kept.entries[0]
    facts = _facts(first)
    said = (first["kind"], first["recorded_at"], facts.get("article"), facts.get("commitment"))
    return said == ("received", kept.comment["written_at"], kept.comment["article"], kept.commitment)


def _hash(entry: Mapping[str, Any]) -> str:
    columns = {name: entry[name] for name in ("facts", "kind", "position", "recorded_at", "subject")}
    return hashlib.sha256(_canonical({**columns, "previous": entry["previous_hash"]})).hexdigest()


def _hashes(kept: KeptReceipt) -> bool:
    return all(_hash(entry) == entry["hash"] for entry in kept.entries)


def _order(kept: KeptReceipt) -> bool:
    is_its_own = all(
        (entry["subject"], _facts(entry).get("commitment")) == (kept.comment["id"], kept.commitment)
        for entry in kept.entries
    )
    return is_its_own and all(_neighbours(kept))


def _neighbours(kept: KeptReceipt) -> Iterator[bool]:
    for earlier, later in zip(kept.entries, kept.entries[1:], strict=False):
        is_next = later["position"] == earlier["position"] + 1
        yield later["position"] > earlier["position"] and (not is_next or later["previous_hash"] == earlier["hash"])


def _state(kept: KeptReceipt) -> bool:
    state = "pending"
    for entry in kept.entries:
        said = _facts(entry).get("outcome") if entry["kind"] == "verdict" else entry["kind"]
        state = _STATES.get(str(said), state)
    return state == kept.state


def _appeals(kept: KeptReceipt) -> bool | None:
    seals = {entry["position"]: _facts(entry).get("statement") for entry in kept.entries if entry["kind"] == "appealed"}
    if {appeal["position"] for appeal in kept.appeals} != set(seals) or len(kept.appeals) != len(seals):
        return False
    if kept.is_erased or not seals:
        return None
    return all(
        _sealed(kept, {"appeal": appeal["id"], "statement": appeal["statement"]}) == seals[appeal["position"]]
        for appeal in kept.appeals
    )


def _explained(kept: KeptReceipt) -> bool | None:
    said = [(entry["position"], _facts(entry)) for entry in kept.entries if entry["kind"] == "verdict"]
    seals = {position: facts["explanation"] for position, facts in said if facts.get("explanation")}
    if kept.is_erased:
        return False if kept.explanations else None
    if {told["position"] for told in kept.explanations} != set(seals) or len(kept.explanations) != len(seals):
        return False
    if not seals:
        return None
    return all(
        _sealed(kept, {"explanation": told["explanation"], "verdict": told["id"]}) == seals[told["position"]]
        for told in kept.explanations
    )


_CHECKS: dict[Check, Callable[[KeptReceipt], bool | None]] = {
    Check.TEXT: _text,
    Check.RECEIVED: _received,
    Check.HASHES: _hashes,
    Check.ORDER: _order,
    Check.STATE: _state,
    Check.APPEALS: _appeals,
    Check.EXPLANATIONS: _explained,
}
