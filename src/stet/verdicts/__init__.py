"""Findings and a policy become a verdict, and a verdict a reason in the reader's language. Pure."""

from stet.verdicts.decide import decide
from stet.verdicts.explain import explain
from stet.verdicts.follow import follow

__all__ = ["decide", "explain", "follow"]
