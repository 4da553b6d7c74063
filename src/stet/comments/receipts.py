"""The receipt: what an author holds to follow a comment without an account.

It is the comment's id, signed (django.core.signing, HMAC-SHA256 under the installation's key): nobody else can make
one, and none has to be stored.
"""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from stet.comments.errors import ReceiptUnknown
from stet.comments.models import Comment

_signer = Signer(salt="stet.receipt", sep=".")


def receipt_of(comment: Comment) -> str:
    return _signer.sign(comment.pk.hex)


def comment_of(receipt: str) -> Comment:
    """The receipt's comment. Raises ReceiptUnknown for anything that is no receipt of this installation."""
    try:
        pk = UUID(hex=_signer.unsign(receipt))
        return Comment.objects.select_related("site", "article").get(pk=pk)
    except (BadSignature, ValueError, Comment.DoesNotExist):
        raise ReceiptUnknown from None
