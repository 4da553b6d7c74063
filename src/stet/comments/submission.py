"""What happens to a comment the moment it arrives: received first, then judged.

Two transactions on purpose. Once the first has ended the comment is safe and acknowledged; if anything breaks in the
second it waits, unpublished, and `stet serve` judges it later.
"""

import logging
from collections.abc import Sequence
from functools import cache
from threading import Lock

from stet.comments.acts.judge import judge_all
from stet.comments.models import Comment
from stet.screening import Screener

log = logging.getLogger(__name__)


_one_screener = cache(Screener)
_loading = Lock()


def screener() -> Screener:
    """This process's screener: it takes a moment and 120 MB to load, so it is loaded once.

    A reader who writes while it is being loaded waits for it: two threads would otherwise load one each.
    """
    with _loading:
        return _one_screener()


def judge_now(comment: Comment) -> Comment:
    """Judge a comment just received; the comment as it is after that."""
    judge_all_now([comment])
    return comment


def judge_all_now(comments: Sequence[Comment]) -> None:
    """Judge comments just received, in the order in which they were written; their states are those after it.

    Nothing that goes wrong here is the authors' business any more: the comments are safe, and wait.
    """
    try:
        judge_all(comments, screener())
    except Exception:
        log.exception("Received but not judged, and waiting: %s", ", ".join(str(comment.pk) for comment in comments))
