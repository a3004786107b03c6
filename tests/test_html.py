"""What notebooks show: escaped, well-formed, cut where it is large, readable by everyone."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree

from chromium import serious_faults
from hmer_kit._html import Markup, block, paragraph, table, text
from hmer_kit.alignment import align
from hmer_kit.data import Record
from hmer_kit.data.records import ReadResult
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.latex import parse
from notebook_samples import empty_objects, shown_objects

SHOWN, EMPTY = shown_objects(), empty_objects()


def html_of(thing):
    """What a notebook shows, read as XML: every element closed, every attribute in quotes."""
    return ElementTree.fromstring(thing._repr_html_())


# Pieces


def test_numbers_stand_to_the_right_and_texts_do_not():
    cells = ElementTree.fromstring(table(["a", "b", "c"], [["x", 1234, "2nd"], ["y", "5.0 %", "n/a"]])).iter("td")
    assert [(cell.text, cell.get("class")) for cell in cells] == [
        ("1,234", "hmer-number"),
        ("2nd", None),
        ("5.0 %", "hmer-number"),
        ("n/a", "hmer-number"),
    ]


def test_rows_beyond_the_most_are_counted():
    assert "and 9,980 more" in table(["n"], [[str(number)] for number in range(10_000)])
    assert "more" not in table(["n"], [["1"]] * 20)


def test_text_is_escaped_once_and_markup_not_at_all():
    assert paragraph("<", Markup("<b>"), text("&")) == "<p>&lt; <b> &amp;</p>"


def test_a_block_brings_its_style_and_no_colours_of_its_own_for_text():
    shown = block(paragraph("x"))
    assert shown.count("<style>") == 1
    assert "color:inherit" in shown
    assert "prefers-color-scheme" not in shown


# Objects


@pytest.mark.parametrize("name", SHOWN)
def test_hostile_strings_are_escaped(name):
    shown = SHOWN[name]._repr_html_()
    assert "<script" not in shown
    assert "</table><script" not in shown
    assert not {"\x1b", "\u202e"} & set(shown)
    html_of(SHOWN[name])


@pytest.mark.parametrize("name", SHOWN)
def test_tables_have_heads_and_captions(name):
    for shown in html_of(SHOWN[name]).iter("table"):
        assert shown.find("caption").text
        assert all(row.find("th").get("scope") == "row" for row in shown.find("tbody"))


@pytest.mark.parametrize("name", EMPTY)
def test_empty_objects_are_shown(name):
    html_of(EMPTY[name])


@pytest.mark.parametrize("name", SHOWN)
def test_plain_text_is_no_longer_for_it(name):
    assert "<div" not in repr(SHOWN[name])


def test_large_objects_are_cut():
    pairs = [f"\\s {chr(0x4E00 + number)}" for number in range(500)]
    confusions = ConfusionTable.from_pairs(["x"] * 500, pairs)
    assert len(confusions.counts) > 20
    assert f"and {len(confusions.counts) - 15} more" in confusions._repr_html_()
    assert "and 9,995 more" in ReadResult([Record(str(number), "x") for number in range(10_000)])._repr_html_()
    assert "and 900 more steps" in align(["x"] * 1000, ["x"] * 1000)._repr_html_()


def test_an_alignment_shows_what_was_replaced_missing_and_too_many():
    shown = html_of(align(["x", "+", "2"], ["X", "+", "3", "4"]))
    rows = [["".join(cell.itertext()) for cell in row] for row in shown.iter("tr")]
    assert rows == [
        ["reference", "X", "+", "3", "4"],
        ["prediction", "x", "+", "2", "∅"],
        ["", "replaced", "", "replaced", "missing"],
    ]


# Trees


def test_a_tree_is_drawn_and_written_for_latex():
    tree = parse(r"\frac { a } { b } \leq \sum _ { i } x")
    assert tree._repr_svg_().startswith("<svg")
    assert tree._repr_latex_() == r"$\displaystyle \frac { a } { b } \leq \sum _ { i } x$"


@pytest.mark.parametrize(
    "latex",
    [
        r"\input { /etc/passwd }",
        r"x % y",
        r"\text { $ x $ }",
        r"\includegraphics { a }",
        r"\begin { filecontents } x \end { filecontents }",
        r"\write 1 8",
    ],
)
def test_what_is_more_than_mathematics_is_not_handed_to_latex(latex):
    assert parse(latex)._repr_latex_() is None


def test_large_trees_are_neither_drawn_nor_written():
    tree = parse("x " * 600)
    assert (tree._repr_svg_(), tree._repr_latex_()) == (None, None)


@pytest.mark.browser
def test_a_page_of_all_objects_can_be_used_by_everyone_on_light_and_on_dark(page, tmp_path):
    objects = shown_objects(hostile="a <b> name")
    parts = "".join(f"<h2>{name}</h2>{thing._repr_html_()}" for name, thing in objects.items())
    for ground, ink in (("#ffffff", "#111111"), ("#111111", "#eeeeee")):
        style = f"<style>body{{background:{ground};color:{ink};font:14px sans-serif}}</style>"
        head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>x</title>{style}"
        file = tmp_path / "page.html"
        file.write_text(f"{head}<main><h1>x</h1>{parts}</main>", encoding="utf-8")
        page.goto(file.as_uri())
        assert serious_faults(page) == []
        assert page.locator(".hmer-kit").count() == len(objects)
