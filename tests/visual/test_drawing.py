"""The picture of a match."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from hmer_kit.exceptions import InputError, RenderError
from hmer_kit.visual import matched_boxes_svg

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg.encode("utf-8"))  # noqa: S314 - ours


def colours(svg: str) -> list[tuple[str, str]]:
    rects = read(svg).iter(f"{SVG}rect")
    return [(rect.find(f"{SVG}title").text or "", rect.get("stroke") or "") for rect in rects]


def test_matched_boxes_are_green_and_others_red() -> None:
    green, red = "#2a9d4a", "#d62f2f"
    expected = [("x", green), ("+", green), ("2", red), ("x", green), ("+", green), ("3", red)]
    assert colours(matched_boxes_svg("x + 2", "x + 3")) == expected


def test_threshold_changes_the_colours() -> None:
    assert len(set(colours(matched_boxes_svg("N m", "N _ { m }")))) == 2
    assert {colour for _, colour in colours(matched_boxes_svg("N m", "N _ { m }", residual_threshold=5))} == {"#d62f2f"}


@pytest.mark.parametrize(
    "latex", ["a < b > c", r"\& & '", '" x', "\u0000\u0008 x", "中 \ud800", "", r"\frac { a", "]]>"]
)
def test_any_text_gives_well_formed_xml(latex: str) -> None:
    root = read(matched_boxes_svg(latex, "x < 1"))
    assert root.tag == f"{SVG}svg"


def test_every_box_lies_in_the_picture() -> None:
    root = read(matched_boxes_svg(r"\frac { a ^ { 2 } } { \sqrt { b } }", r"\sum _ { i } x"))
    for rect in root.iter(f"{SVG}rect"):
        x, y, width, height = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + width <= float(root.get("width"))
        assert y + height <= float(root.get("height"))


def test_what_cannot_be_drawn_is_an_error() -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX as reference"):
        matched_boxes_svg("x", None)
    with pytest.raises(RenderError, match="at most 2048 tokens"):
        matched_boxes_svg("x " * 5000, "x")
