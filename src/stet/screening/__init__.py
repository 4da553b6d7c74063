"""Text, its article and its parent in; findings with spans out. A library of its own, without Django."""

from stet.screening.screener import Screener

__all__ = ["Screener"]
