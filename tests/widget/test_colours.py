"""The colours as shipped can be read, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import stet

BASE = Path(stet.__file__).parent / "widget/source/css/base.css"
TEXTS = ["text", "muted", "accent", "good", "wait", "bad"]
GROUNDS = ["ground", "surface"]


def colours(scheme: int) -> dict[str, str]:
    """By name, as six hexadecimal digits; `scheme` is 0 for light and 1 for dark."""
    pairs = re.findall(r"--own-([\w-]+): .*light-dark\(#(\w+), #(\w+)\)", BASE.read_text(encoding="utf-8"))
    return {name: _six(pair[scheme]) for name, *pair in pairs}


def _six(digits: str) -> str:
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_stands_out_from_every_ground(scheme: int) -> None:
    known = colours(scheme)
    assert len(known) == 12
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [("on-accent", "accent"), ("text", "mark"), ("ground", "text")]
    weak = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert min(contrast(known["field"], known[ground]) for ground in GROUNDS) >= 3


def test_the_document_names_the_colours_that_are_shipped() -> None:
    page = (Path(__file__).parents[2] / "docs/embedding.md").read_text(encoding="utf-8")
    assert set(re.findall(r"--stet-[\w-]+", BASE.read_text(encoding="utf-8"))) <= set(
        re.findall(r"--stet-[\w-]+", page)
    )
    for scheme in (0, 1):
        shipped = {_six(digits) for digits in re.findall(r"`#(\w{3,6})`", page)}
        assert set(colours(scheme).values()) <= shipped
