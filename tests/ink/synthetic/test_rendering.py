"""Ink: same arguments, same ink; boxes and relations tell what was written."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.ink import Grammar, Writer, render
from hmer_kit.ink.synthetic.writer import generator
from hmer_kit.latex import Kind, LayoutNode, Relation, Slot

EXPRESSIONS = (
    r"x ^ { 2 } + y _ { 1 } = 7",
    r"\frac { a + b } { \sqrt [ 3 ] { c } }",
    r"\sum _ { i = 1 } ^ { n } i \leq \int _ 0 ^ 1 f ' ( x ) d x",
    r"\left( \begin{pmatrix} a & b \\ c & d \end{pmatrix} \right) ^ { - 1 }",
    r"\hat { x } + \overline { A B } + \boxed { 3 } + \binom { n } { k }",
    r"\begin{cases} x & y \\ z \end{cases} \lim _ { x \rightarrow 0 } \sin x",
)


def written(latex, *, writer=1, seed=2):
    return render(latex, writer=Writer.from_seed(writer), seed=seed)


def named(ink):
    return [(ink.symbols[a].symbol, ink.symbols[b].symbol, relation.value) for a, b, relation in ink.relations]


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_the_same_arguments_give_the_same_ink(latex):
    assert np.array_equal(written(latex).points, written(latex).points)


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_seed_and_writer_change_the_ink(latex):
    base = written(latex).points
    assert not np.array_equal(base, written(latex, seed=3).points)
    assert not np.array_equal(base, written(latex, writer=2).points)


def test_another_process_gives_the_same_picture():
    code = (
        "import hashlib; from hmer_kit.ink import Writer, render;"
        "ink = render(r'\\frac { a } { b } + \\sqrt { 7 }', writer=Writer.from_seed(4), seed=9);"
        "print(hashlib.sha256(ink.to_image(height=48, width=192).tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    here = written(r"\frac { a } { b } + \sqrt { 7 }", writer=4, seed=9).to_image(height=48, width=192)
    assert other == hashlib.sha256(here.tobytes()).hexdigest()


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_boxes_hold_the_ink_of_their_strokes_and_lie_on_the_canvas(latex):
    ink = written(latex)
    strokes = ink.strokes
    for symbol in ink.symbols:
        points = np.concatenate([strokes[index] for index in symbol.strokes])
        left, top, right, bottom = symbol.box
        assert 0 <= left < right <= ink.width
        assert 0 <= top < bottom <= ink.height
        assert np.allclose(points.min(axis=0) - ink.pen / 2, (left, top), atol=1e-3)
        assert np.allclose(points.max(axis=0) + ink.pen / 2, (right, bottom), atol=1e-3)


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_every_stroke_belongs_to_one_symbol(latex):
    ink = written(latex)
    owned = [stroke for symbol in ink.symbols for stroke in symbol.strokes]
    assert owned == list(range(len(ink.stroke_ends)))


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_every_symbol_but_one_has_one_parent(latex):
    ink = written(latex)
    children = [child for _, child, _ in ink.relations]
    assert sorted(children) == sorted(set(range(len(ink.symbols))) - {0})


def test_relations_are_those_of_the_tree():
    assert named(written(r"\frac { a ^ { 2 } + 1 } { b _ i }")) == [
        ("\\frac", "a", "above"),
        ("a", "2", "sup"),
        ("a", "+", "right"),
        ("+", "1", "right"),
        ("\\frac", "b", "below"),
        ("b", "i", "sub"),
    ]


def test_groups_and_fonts_are_looked_through():
    assert named(written(r"a { b \mathrm { c d } } ^ { 2 } e")) == [
        ("a", "b", "right"),
        ("b", "c", "right"),
        ("c", "d", "right"),
        ("d", "2", "sup"),
        ("d", "e", "right"),
    ]


def test_scripts_without_a_base_hang_on_the_symbol_before():
    assert named(written(r"a { } ^ { 2 } b")) == [("a", "2", "sup"), ("a", "b", "right")]
    assert named(written(r"^ { 2 } b")) == [("2", "b", "right")]


def test_roots_limits_and_cells_have_their_relations():
    assert named(written(r"\sqrt [ 3 ] { x }")) == [("\\sqrt", "3", "index"), ("\\sqrt", "x", "inside")]
    assert named(written(r"\sum _ { i } ^ n")) == [("\\sum", "i", "below"), ("\\sum", "n", "above")]
    cells = named(written(r"\begin{bmatrix} a & b \\ c \end{bmatrix}"))
    assert cells == [("[", "]", "right"), ("[", "a", "cell"), ("[", "b", "cell"), ("[", "c", "cell")]


def test_a_tree_made_by_hand_is_written_like_its_latex():
    two = Slot(Relation.SUP, [LayoutNode("2")], open=("^", "{"), close=("}",))
    root = LayoutNode("", kind=Kind.ROOT, slots=[Slot(Relation.INSIDE, [LayoutNode("x", slots=[two])])])
    assert np.array_equal(render(root, writer=Writer.from_seed(1), seed=2).points, written("x ^ { 2 }").points)


def centre(symbol):
    left, top, right, bottom = symbol.box
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.parametrize("writer", range(20))
def test_parts_lie_where_their_relations_say(writer):
    ink = written(r"\frac { a } { b } + x ^ { 2 } + y _ { 1 } + \sqrt { z } + \sum _ { i } ^ n", writer=writer)
    place = {symbol.symbol: centre(symbol) for symbol in ink.symbols}
    bar = place[r"\frac"]
    assert place["a"][1] < bar[1] < place["b"][1]
    assert place["2"][0] > place["x"][0]
    assert place["2"][1] < place["x"][1]
    assert place["1"][1] > place["y"][1] - 4
    root = next(symbol.box for symbol in ink.symbols if symbol.symbol == r"\sqrt")
    assert root[0] < place["z"][0] < root[2]
    assert place["n"][1] < place["i"][1]


def test_fences_after_left_reach_around_what_they_hold():
    ink = written(r"\left( \frac { a } { b } \right)")
    boxes = {symbol.symbol: symbol.box for symbol in ink.symbols}
    assert boxes["("][1] < boxes["a"][3]
    assert boxes["("][3] > boxes["b"][1]
    assert boxes["("][3] - boxes["("][1] > 1.5 * (boxes["a"][3] - boxes["a"][1])


def test_lines_stand_under_each_other():
    ink = written(r"a = b \\ c = d")
    place = {symbol.symbol: centre(symbol) for symbol in ink.symbols}
    assert place["a"][1] < place["c"][1]
    assert place["b"][1] < place["d"][1]


def test_nothing_to_draw_is_refused():
    for latex in ("", "{ }", r"\quad"):
        with pytest.raises(InputError, match="at least one symbol"):
            written(latex)


def test_broken_latex_is_refused():
    with pytest.raises(LatexError):
        written(r"\frac { a } {")


NESTED = {
    "flat": "x + " * 2500 + "x",
    "superscripts": "x ^ { " * 5000 + "x" + " }" * 5000,
    "denominators": r"\frac { 1 } { " * 5000 + "x" + " }" * 5000,
    "roots": r"\sqrt { " * 5000 + "x" + " }" * 5000,
    "groups": "{ " * 5000 + "x" + " }" * 5000,
    "brackets": "( " * 5000 + r"\frac { a } { b }" + " )" * 5000,
    "fences": r"\left( " * 2500 + r"\frac { a } { b }" + r" \right)" * 2500,
    "limits": r"\sum _ { " * 5000 + "x" + " }" * 5000,
    "matrices": r"\begin{pmatrix} " * 1000 + "x" + r" \end{pmatrix}" * 1000,
    "cells": r"\begin{matrix} " + " & ".join("x" * 5000) + r" \end{matrix}",
    "lines": r" \\ ".join("x" * 5000),
    "primes": "x" + "'" * 5000,
}


@pytest.mark.parametrize("shape", sorted(NESTED))
def test_thousands_of_symbols_end_on_a_fixed_canvas(shape):
    ink = written(NESTED[shape])
    assert len(ink.relations) == len(ink.symbols) - 1
    assert max(ink.width, ink.height) < 1_000_000
    assert np.isfinite(ink.points).all()
    assert ink.to_image(height=48, width=192).size == (192, 48)


def test_a_picture_beyond_the_limit_is_refused_with_its_size():
    ink = written(NESTED["superscripts"])
    with pytest.raises(InputError, match=rf"{ink.width} x {ink.height}.*smaller canvas"):
        ink.to_image()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), person=st.integers(0, 2**32))
def test_whatever_the_grammar_makes_up_can_be_written(seed, person):
    latex = Grammar.full().sample(generator(seed))
    ink = render(latex, writer=Writer.from_seed(person), seed=seed)
    assert len(ink.relations) == len(ink.symbols) - 1
    assert ink.to_image(height=48, width=192).getextrema()[1] > 100


@pytest.mark.real_data
def test_every_caption_of_crohme_can_be_written(real_data):
    heights = []
    for part in ("train", "test2014", "test2016"):
        lines = (real_data / "crohme" / part / "captions.tsv").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(sorted({line.split("\t")[1] for line in lines})):
            ink = render(line, writer=Writer.from_seed(number % 50), seed=number)
            assert len(ink.relations) == len(ink.symbols) - 1
            heights += [symbol.box[3] - symbol.box[1] for symbol in ink.symbols]
    assert 25 < sum(heights) / len(heights) < 31


def test_more_symbols_than_anybody_writes_are_refused_before_they_take_memory() -> None:
    with pytest.raises(InputError, match=r"at most 131,072 symbols to draw, got 140,000"):
        render("1" * 140_000, writer=Writer.from_seed(0))
