"""The numbers of the heat map stand on seven shades in two schemes: few pages have them all, so none shows it."""

from __future__ import annotations

import re
from importlib import resources

import pytest

STYLE = resources.files("hmer_kit.report").joinpath("templates", "style")
LIGHT, DARK = STYLE.joinpath("base.css").read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
READABLE = 4.5
"""What WCAG 2 asks of small text."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def text_of(level: int) -> str:
    """Return the variable that colours the text on a shade."""
    rules = STYLE.joinpath("sections.css").read_text(encoding="utf-8")
    (rule,) = re.findall(rf"\.heat \.q{level} {{(.*?)}}", rules)
    named = re.findall(r"; color: var\((--[a-z0-9-]+)\)", rule)
    return named[0] if named else "--ink"


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_every_shade_can_be_read(scheme):
    colours = dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", scheme))
    found = {level: contrast(colours[f"--q{level}"], colours[text_of(level)]) for level in range(1, 8)}
    assert {level: value for level, value in found.items() if value < READABLE} == {}
