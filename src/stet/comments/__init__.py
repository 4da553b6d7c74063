"""Sites, articles, readers and comments, and every act that can happen to a comment.

A comment is received, judged, ruled on, withdrawn, erased. Each act is one function in `acts/`, one transaction, and
one entry in the ledger. There is no act that changes a text.
"""
