"""A site's own words, in the draft of its guidelines: put in and taken out, with the rest of the draft as it was."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from stet.accounts.models import Account
from stet.comments.errors import Conflict, Invalid
from stet.comments.models import Site
from stet.moderation import drafts, yaml_edits
from stet.moderation.models import PolicyDraft
from stet.newsroom.policy_file import parse_policy
from stet.newsroom.policy_yaml import PolicyError, read_yaml
from stet.newsroom.vocabulary import MOST_WORDS, Certainty, SiteWord, Vocabulary, as_one

Change = Callable[[Vocabulary], Vocabulary]


class DraftUnreadable(Conflict):
    code = "draft_unreadable"
    message = _("The draft has a mistake, so its words cannot be read. Open the draft and mend what it says there.")


class WordOnBothLists(Conflict):
    code = "word_on_both_lists"
    message = _("One of these stands in the other list. Take it out there, or leave it out here.")


class TooManyWords(Invalid):
    code = "too_many_words"
    message = _("These are more words than a list may hold. Take some out that find nothing, and send the rest again.")


def drafted(draft: PolicyDraft) -> Vocabulary:
    """The words that a draft says. Raises DraftUnreadable."""
    return _vocabulary(draft.text)


def add(site: Site, account: Account, words: Sequence[SiteWord]) -> PolicyDraft:
    """Hold these words against comments; a word that stands there already is as sure as is said now.

    Raises DraftUnreadable, WordOnBothLists, TooManyWords.
    """

    def change(before: Vocabulary) -> Vocabulary:
        named = {_place(word): word for word in words}
        kept = [named.pop(_place(word), word) for word in before.words]
        return Vocabulary((*kept, *named.values()), before.allowed)

    return _edit(site, account, change)


def remove(site: Site, account: Account, word: SiteWord) -> PolicyDraft:
    """Hold a word against nobody any more; nothing happens when it is not there. Raises DraftUnreadable."""
    gone = _place(word)
    return _edit(
        site, account, lambda was: Vocabulary(tuple(one for one in was.words if _place(one) != gone), was.allowed)
    )


def allow(site: Site, account: Account, texts: Sequence[str]) -> PolicyDraft:
    """Have the shipped lists hold these words against nobody. Raises DraftUnreadable, WordOnBothLists, TooManyWords."""

    def change(before: Vocabulary) -> Vocabulary:
        named = {as_one(text): text for text in (*before.allowed, *texts)}
        return Vocabulary(before.words, tuple(named.values()))

    return _edit(site, account, change)


def disallow(site: Site, account: Account, text: str) -> PolicyDraft:
    """Let the shipped lists find a word again. Raises DraftUnreadable."""
    gone = as_one(text)
    return _edit(
        site, account, lambda was: Vocabulary(was.words, tuple(one for one in was.allowed if as_one(one) != gone))
    )


def _place(word: SiteWord) -> tuple[str, str, str]:
    """Two words are the same line of the list when they agree in this."""
    return as_one(word.text), word.guideline, word.language


def _edit(site: Site, account: Account, change: Change) -> PolicyDraft:
    return drafts.edit(site, account, lambda text: _changed(text, change))


def _changed(text: str, change: Change) -> str:
    """The draft's text with other words. Raises DraftUnreadable, WordOnBothLists, TooManyWords."""
    before = _vocabulary(text)
    after = change(before)
    if {as_one(word.text) for word in after.words} & {as_one(one) for one in after.allowed}:
        raise WordOnBothLists
    if max(len(after.words), len(after.allowed)) > MOST_WORDS:
        raise TooManyWords
    try:
        if after.words != before.words:
            text = yaml_edits.put(text, ("words",), [_written(word) for word in after.words])
        if after.allowed != before.allowed:
            text = yaml_edits.put(text, ("allowed",), list(after.allowed))
    except yaml_edits.NoPlace as error:
        raise DraftUnreadable from error
    return text


def _written(word: SiteWord) -> dict[str, str]:
    language = {"language": word.language} if word.language else {}
    return {"text": word.text, "guideline": word.guideline, **language, "certainty": word.certainty.value}


def _vocabulary(text: str) -> Vocabulary:
    """The words in a policy's text, though the rest of it be wrong. Raises DraftUnreadable."""
    try:
        return parse_policy(text).vocabulary
    except PolicyError:
        pass
    try:
        data = read_yaml(text).data
        words = tuple(_word(each) for each in data.get("words") or ())
        return Vocabulary(words, tuple(str(each) for each in data.get("allowed") or ()))
    except (PolicyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DraftUnreadable from error


def _word(data: Any) -> SiteWord:
    certainty = Certainty(data.get("certainty") or Certainty.DOUBTFUL)
    return SiteWord(str(data["text"]), str(data["guideline"]), str(data.get("language") or ""), certainty)
