"""Stet: judges every comment against a newsroom's published guidelines, approves or rejects it, never edits it."""

__version__ = "0.1.0"
