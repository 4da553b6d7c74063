"""The ledger: what happened to every comment, appended and never changed, each entry sealed by the one before it.

It knows comments by their ids alone, so that it can be read and verified without them.
"""
