"""What happens to a comment the moment it arrives: received first, then judged.

Two transactions on purpose. Once the first has ended the comment is safe and acknowledged; if anything breaks in the
second it waits, unpublished, and `stet serve` judges it later.
"""

import logging
from functools import cache

from stet.comments.acts.judge import judge
from stet.comments.models import Comment
from stet.screening import Screener

log = logging.getLogger(__name__)


@cache
def screener() -> Screener:
    """This process's screener: it takes a moment and some memory to load, so it is loaded once."""
    return Screener()


def judge_now(comment: Comment) -> Comment:
    """Judge a comment just received; the comment as it is after that.

    Nothing that goes wrong here is the author's business any more: the comment is safe, and waits.
    """
    try:
        judge(comment, screener())
    except Exception:
        log.exception("Comment %s was received but could not be judged; it waits.", comment.pk)
    return comment
