"""Trees to look at: lines and pictures."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError
from hmer_kit.latex import Kind, LayoutNode, LayoutTree, Relation, Slot, is_parseable, parse, to_svg, tree_text
from hmer_kit.latex._glyphs import GLYPHS
from hmer_kit.latex.drawing._style import RELATION_COLOURS
from strategies import EXPRESSIONS, ORDINARY

SVG = "{http://www.w3.org/2000/svg}"
SIZE = 20_000
HUGE = {
    "flat": "x " * SIZE,
    "scripts": "x ^ { " * SIZE + "} " * SIZE,
    "fractions": r"\frac { " * SIZE + "} { } " * SIZE,
    "rows": r"\begin {matrix} " + r"a & \\ " * (SIZE // 2) + r"\end {matrix}",
}
HOSTILE = ["</svg><script>alert(1)</script>", "'\"&<>", "\x00\x1b[2J", "\ud800", "\u202e", "x" * 100_000, "]]>", "\n\t"]

# Lines


def test_a_tree_of_lines():
    latex = r"\frac { x ^ { 2 } + 1 } { b } = { c } \begin{matrix} a & \\ \sqrt [ 3 ] { d } \end{matrix} ^ n \,"
    assert tree_text(parse(latex)).splitlines() == [
        r"\frac",
        "├─ above: x",
        "│         └─ sup: 2",
        "│         +",
        "│         1",
        "└─ below: b",
        "=",
        "<group>",
        "└─ inside: c",
        "<matrix>",
        "├─ cell: a",
        "├─ cell: <empty>",
        r"├─ row: \sqrt",
        "│       ├─ index: 3",
        "│       └─ inside: d",
        "└─ sup: n",
        r"<\,>",
    ]


def test_lines_of_a_node_and_of_nothing():
    assert tree_text(parse("x ^ 2").at("inside[0]")) == "x\n└─ sup: 2"
    assert tree_text(parse("")) == ""


def test_what_lies_too_deep_is_counted():
    tree = parse("a ^ { b ^ { c ^ d e } } f")
    assert tree_text(tree, max_depth=1).splitlines() == ["a", "└─ sup: b", "        └─ ... 3 more nodes below", "f"]
    assert tree_text(tree, max_depth=0).splitlines() == ["a", "└─ ... 4 more nodes below", "f"]
    assert tree_text(tree, max_depth=3) == tree_text(tree, max_depth=None) == tree_text(tree)


def test_a_line_break_in_a_symbol_makes_no_line():
    assert tree_text(LayoutTree([LayoutNode("a\nb\x1b")])) == r"a\nb\x1b"


@settings(deadline=None, max_examples=100)
@given(EXPRESSIONS.filter(is_parseable))
def test_every_node_and_every_empty_row_has_a_line(latex):
    tree = parse(latex)
    nodes = list(tree.walk())
    empty = sum(not slot.row for node in nodes[1:] for slot in node.slots)
    text = tree_text(tree, max_depth=None)
    assert len(text.split("\n")) == len(nodes) - 1 + empty or not text


@pytest.mark.parametrize("wrong", [-1, 1.5, "3", True])
def test_a_depth_that_is_none_is_refused(wrong):
    with pytest.raises(InputError, match="expected max_depth as a number from 0 on"):
        tree_text(parse("x"), max_depth=wrong)


# Pictures


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own


def group(root, name):
    [found] = [each for each in root.iter(f"{SVG}g") if each.get("class") == name]
    return found


def boxes(root, name):
    keys = ("x", "y", "width", "height")
    return [tuple(int(rect.get(key)) for key in keys) for rect in group(root, name).iter(f"{SVG}rect")]


def overlap(box, other):
    (x, y, width, height), (left, top, wide, high) = box, other
    return x < left + wide and left < x + width and y < top + high and top < y + height


@settings(deadline=None, max_examples=60)
@given(ORDINARY.filter(is_parseable) | EXPRESSIONS.filter(is_parseable))
def test_boxes_trays_and_signs_do_not_overlap_and_lie_within_the_picture(latex):
    tree = parse(latex)
    root = read(to_svg(tree))
    width, height = int(root.get("width")), int(root.get("height"))
    assert len(boxes(root, "hmer-boxes")) == sum(1 for _ in tree.walk()) - 1
    for name in ("hmer-boxes", "hmer-trays", "hmer-signs"):
        found = sorted(boxes(root, name), key=lambda box: (box[1], box[0]))
        assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in found)
        assert not any(overlap(box, other) for box, other in itertools.pairwise(found)), latex
    signs, trays = boxes(root, "hmer-signs"), boxes(root, "hmer-trays")
    assert len(trays) == len(signs) + 1
    assert not any(overlap(sign, tray) for sign, tray in itertools.product(signs[:30], trays[:30]))


def test_boxes_hold_symbols_and_signs_relations():
    root = read(to_svg(parse(r"\sum _ { i } ^ { n } \hat { x } \left ( \alpha \right .")))
    texts = [text.text for text in group(root, "hmer-texts").iter(f"{SVG}text")]
    assert sorted(texts) == sorted(["∑", r"\sum", "i", "n", r"\hat", "x", "(", r"\left", "α", r"\alpha", "."])
    assert sorted(text.text for text in group(root, "hmer-signs").iter(f"{SVG}text")) == ["above", "below", "inside"]
    titles = [title.text for title in group(root, "hmer-boxes").iter(f"{SVG}title")]
    assert r"\left(" in titles


def test_neighbours_are_joined_and_owners_lead_down():
    root = read(to_svg(parse(r"a b c ^ { d e } \frac { } { f }")))
    assert len(group(root, "hmer-right")) == 4
    assert len(group(root, "hmer-edges")) == 3


def test_the_picture_says_what_it_is():
    root = read(to_svg(parse("x ^ 2")))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.find(f"{SVG}title").text == "Symbol layout tree of x{sup: 2}"
    assert "prefers-color-scheme: dark" in root.find(f"{SVG}style").text


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("relation", list(RELATION_COLOURS))
def test_white_letters_on_signs_can_be_read(relation):
    assert 1.05 / (luminance(RELATION_COLOURS[relation]) + 0.05) > 4.5


def test_every_relation_has_a_colour():
    assert RELATION_COLOURS.keys() == {*Relation, "row"}


@pytest.mark.parametrize("symbol", HOSTILE)
@pytest.mark.parametrize("kind", list(Kind))
def test_symbols_cannot_break_out(symbol, kind):
    node = LayoutNode(symbol, kind=kind, head=(symbol,), slots=[Slot(Relation.SUP, [LayoutNode(symbol)])])
    svg = to_svg(LayoutTree([node]) if kind is not Kind.ROOT else node)
    root = read(svg)
    assert {each.tag for each in root.iter()} <= {
        SVG + tag for tag in ("svg", "g", "rect", "path", "text", "title", "style")
    }
    assert len(svg) < 10_000
    svg.encode()


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=1, max_size=40))
def test_any_symbol_can_be_drawn(symbol):
    read(to_svg(LayoutTree([LayoutNode(symbol), LayoutNode(symbol, kind=Kind.COMMAND)]))).iter()
    assert "\n" not in tree_text(LayoutTree([LayoutNode(symbol)]))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("latex", list(HUGE.values()), ids=list(HUGE))
def test_no_size_or_depth_is_too_great(latex):
    tree = parse(latex)
    nodes = sum(1 for _ in tree.walk())
    svg = to_svg(tree)
    assert svg.count("class='hmer-box ") == nodes - 1
    assert len(svg) < 1000 * nodes
    assert len(tree_text(tree)) < 100 * nodes
    assert tree._repr_svg_() is None


def test_a_notebook_shows_small_trees():
    tree = parse("x " * 499)
    assert tree._repr_svg_() == to_svg(tree)
    assert parse("x " * 500)._repr_svg_() is None
    assert parse("x").at("inside[0]")._repr_svg_().startswith("<svg")


def test_an_empty_expression_is_an_empty_tray():
    root = read(to_svg(parse("")))
    assert (len(boxes(root, "hmer-trays")), len(boxes(root, "hmer-boxes"))) == (1, 0)


def test_drawing_needs_nothing_but_the_standard_library():
    code = "import sys; from hmer_kit.latex import parse, to_svg; to_svg(parse('x')); print('networkx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_glyphs_are_single_characters_of_commands():
    assert all(re.fullmatch(r"\\([A-Za-z]+|\W|_)", name) and len(glyph) == 1 for name, glyph in GLYPHS.items())
