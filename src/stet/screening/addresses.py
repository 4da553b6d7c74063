"""Links, e-mail addresses and telephone numbers in a normalised text, also when they are disguised."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stet.newsroom.screening import Span

# All repetitions are bounded: an unbounded one makes a long run of "a-b-" cost the square of its length.
_TLD = (
    "com|net|org|info|biz|xyz|shop|store|online|site|club|app|link|live|bet|casino|top|io|me|ly|co|tv"
    "|krd|iq|ir|tr|de|uk|us|ru"
)
# Without scheme and path a domain must end in one of these: after a missing space the others may be words.
_SAFE_TLD = r"com|net|org|info|biz|xyz|krd|(?:com|co|org|net|gov|edu)\.[a-z]{2}"
_LINK = re.compile(
    rf"https?:?//[^\s<>\"')\]]+|(?<![\w@.])www\.[^\s<>\"')\]]+"
    rf"|(?<![\w@./-])[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,6}}"
    rf"\.(?:(?:{_TLD})/[^\s<>\"')\]]*|(?:{_SAFE_TLD})(?![\w@.-]*\w))"
)
_SHORTENER = re.compile(
    r"(?://|^|\.)(?:bit\.ly|tinyurl\.com|goo\.gl|t\.ly|cutt\.ly|rebrand\.ly|is\.gd|ow\.ly|shorturl\.at|rb\.gy|adf\.ly"
    r"|linktr\.ee|lnkd\.in|s\.id|v\.gd|t2m\.io|bl\.ink)(?=/|$)"
)
_CONTACT = re.compile(
    r"(?://|^|\.)(?:t\.me|telegram\.me|telegram\.dog|wa\.me|api\.whatsapp\.com|chat\.whatsapp\.com|m\.me|viber\.me"
    r"|chats\.viber\.com|discord\.gg|discord\.com/invite|signal\.group|signal\.me|line\.me|snapchat\.com/add)(?=/|$)"
)
_SPELLED_DOT = r"(?:\s*[\[({<]\s*(?:\.|dot|nokta|نقطه|دات|دوت)\s*[\])}>]\s*|\s+(?:dot|nokta|نقطه|دات|دوت)\s+|\s\.\s)"
_OBFUSCATED = re.compile(
    rf"(?<![\w-])[a-z0-9][a-z0-9-]{{0,62}}{_SPELLED_DOT}"
    r"(?:com|net|org|info|biz|xyz|shop|online|site|me|ly|io|tv|krd|کوم|کۆم|نت)(?!\w)"
    r"|\bhxxps?://\S+|\bhttps?\s?:\s?/\s?/\s\S+"
)
_MARKUP = re.compile(
    r"\[[^\]\n]{1,100}\]\((?:https?:)?//[^)\s]{1,300}\)|<a\s[^>]{0,300}?href[^>]{0,300}>"
    r"|\[url=[^\s\]]{1,300}\]|\[url\]\s?https?:"
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.[a-z]{2,}"
    r"|(?<![\w.+-])[\w.+-]{1,64}\s?[\[(]at[\])]\s?[\w-]{1,63}\.[a-z]{2,}"
)

# Digits may be parted by a space, a dot or a dash, never by a slash, a comma or a colon: those make dates and amounts.
_PART = r"[\s.\-()]{0,2}"
_PHONE = re.compile(
    rf"(?<![\w.,/:+$€%])(?:"
    rf"(?:\+|00)\(?[1-9](?:{_PART}\d){{7,13}}"  # international
    rf"|\(?07[3-9]\d\)?(?:{_PART}\d){{7}}"  # Iraq, mobile
    rf"|\(?05\d\d\)?(?:{_PART}\d){{7}}"  # Turkey, mobile
    rf"|\(?09\d\d\)?(?:{_PART}\d){{7}}"  # Iran and Syria, mobile
    rf"|\(?0[2-48]\d\d\)?(?:{_PART}\d){{7}}"  # landlines
    r"|\(\d{3}\)\s?\d{3}[\s.-]\d{4}|1[.-]8\d\d[.-]\d{3}[.-]\d{4}"  # North America
    r")(?![\d%/:]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of promotion: its kind (a key of `promotion.WEIGHTS`), and where it stands in the normalised text."""

    kind: str
    start: int
    end: int


def addresses(text: str) -> Iterator[Sign]:
    """Links (kinds link, contact, hidden) and e-mail addresses (email)."""
    if not any(mark in text for mark in ".@/[("):
        yield from (Sign("hidden", *match.span()) for match in _OBFUSCATED.finditer(text))
        return
    dressed = [match.span() for match in _MARKUP.finditer(text)]
    yield from (Sign("hidden", *span) for span in dressed)
    yield from (Sign("hidden", *match.span()) for match in _OBFUSCATED.finditer(text))
    for match in _LINK.finditer(text):
        address = match[0].rstrip(".,;:!?'\"")
        if not inside(match.span(), dressed) or _link_kind(address) == "contact":
            yield Sign(_link_kind(address), match.start(), match.start() + len(address))
    if "@" in text or "at" in text:
        yield from (Sign("email", *match.span()) for match in _EMAIL.finditer(text))


def _link_kind(address: str) -> str:
    host = address.partition("?")[0]
    if _CONTACT.search(host):
        return "contact"
    return "hidden" if _SHORTENER.search(host) else "link"


def without_links(text: str) -> str:
    """`text` with spaces in place of its links; as long as before, so that offsets stay."""
    return _LINK.sub(lambda link: " " * len(link[0]), text) if "." in text or "//" in text else text


def numbers(text: str) -> Iterator[Sign]:
    """Telephone numbers (phone)."""
    yield from (Sign("phone", *match.span()) for match in _PHONE.finditer(text) if not _in_address(text, match.start()))


def _in_address(text: str, place: int) -> bool:
    """Whether the digits at `place` belong to a link: an article's number is no telephone."""
    chunk = text[text.rfind(" ", 0, place) + 1 : place]
    return "/" in chunk or "=" in chunk


def inside(span: Span, others: Sequence[Span]) -> bool:
    """Whether one of `others` covers the whole of `span`."""
    return any(start <= span[0] and span[1] <= end for start, end in others)
