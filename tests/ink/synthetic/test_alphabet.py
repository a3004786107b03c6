"""The stroke alphabet covers CROHME and keeps its metrics."""

from __future__ import annotations

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer, covered_commands, covered_symbols, render
from hmer_kit.ink.synthetic import glyphs
from hmer_kit.ink.synthetic.alphabet import find_glyph, find_part
from hmer_kit.ink.synthetic.shapes import compile_shape

STRUCTURE = {"{", "}", "^", "_", "<eol>", "\\limits"}


def crohme_tokens(real_data):
    comer = (real_data / "dictionaries" / "comer_crohme_110.txt").read_text(encoding="utf-8").split("\n")
    wap = (real_data / "dictionaries" / "wap_111.txt").read_text(encoding="utf-8").split("\n")
    return {token.split("\t")[0].strip() for token in comer + wap} - {""}


@pytest.mark.real_data
def test_every_token_of_the_crohme_dictionaries_is_covered(real_data):
    tokens = crohme_tokens(real_data) - STRUCTURE
    assert len(tokens) > 100
    assert tokens - covered_symbols() - covered_commands() == set()


@pytest.mark.real_data
def test_every_token_of_the_crohme_dictionaries_leaves_ink(real_data):
    samples = {r"\frac": r"\frac { a } { b }", r"\sqrt": r"\sqrt { a }"}
    for token in sorted(crohme_tokens(real_data) - STRUCTURE):
        image = render(samples.get(token, token), writer=Writer.from_seed(0), seed=0).to_image(height=48, width=192)
        assert np.asarray(image).sum() > 0, token


@pytest.mark.parametrize("symbol", sorted(covered_symbols()))
def test_every_covered_symbol_draws_its_own_box(symbol):
    ink = render(symbol, writer=Writer.from_seed(5), seed=1)
    assert [box.symbol for box in ink.symbols] == [symbol]
    assert ink.symbols[0].strokes == tuple(range(len(ink.strokes)))
    assert np.asarray(ink.to_image()).max() == 255


@pytest.mark.parametrize("command", sorted(covered_commands()))
def test_every_covered_command_draws_its_arguments(command):
    infix = {"\\over", "\\choose", "\\brack", "\\brace", "\\atop"}
    two_rows = {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\binom", "\\dbinom", "\\tbinom"}
    two_rows |= {"\\overset", "\\underset", "\\stackrel"}
    latex = f"a {command} b" if command in infix else f"{command} {{ a }}"
    if command in two_rows:
        latex = f"{command} {{ a }} {{ b }}"
    if command == "\\textcolor":
        latex = "\\textcolor { red } { a }"
    symbols = {box.symbol for box in render(latex, writer=Writer.from_seed(2), seed=0).symbols}
    assert "a" in symbols
    assert ("b" in symbols) == (" b" in latex or "{ b }" in latex)


def test_a_symbol_without_strokes_is_named():
    with pytest.raises(InputError, match=r"'\\\\mystery'.*covered_symbols\(\)"):
        render(r"x + \mystery", writer=Writer.from_seed(0), seed=0)


def test_a_command_without_a_layout_is_named():
    with pytest.raises(InputError, match=r"'\\\\genfrac'"):
        render(r"\genfrac { ( } { ) } { 0 } { 0 } { a } { b }", writer=Writer.from_seed(0), seed=0)


@pytest.mark.parametrize("letter", sorted(glyphs.LOWER))
def test_small_letters_stand_on_the_baseline_and_keep_the_x_height(letter):
    for shape in find_glyph(letter).shapes:
        assert shape.top > 40
        assert shape.top < 106
        assert shape.bottom > -50
        assert shape.bottom < 8


@pytest.mark.parametrize("symbol", sorted({**glyphs.DIGITS, **glyphs.UPPER}))
def test_digits_and_capitals_reach_from_the_baseline_to_100(symbol):
    for shape in find_glyph(symbol).shapes:
        assert abs(shape.top - 100) < 6
        assert shape.bottom < 8


@pytest.mark.parametrize("symbol", sorted({**glyphs.DIGITS, **glyphs.LOWER}))
def test_digits_and_small_letters_have_variants(symbol):
    shapes = find_glyph(symbol).shapes
    assert len(shapes) >= 2
    assert len({shape.control.tobytes() for shape in shapes}) == len(shapes)


def test_an_alias_has_the_strokes_of_its_symbol():
    assert find_glyph(r"\leqslant").symbol == find_glyph(r"\leq").symbol == r"\leq"


def test_aliases_and_words_lead_to_glyphs():
    for name in glyphs.ALIASES:
        assert find_glyph(name) is not None, name
    for letters in glyphs.WORDS.values():
        assert all(find_glyph(letter) for letter in letters)


def test_an_unknown_part_is_named():
    with pytest.raises(InputError, match="'roof'"):
        find_part("roof")


def test_a_spline_passes_through_its_control_points():
    shape = compile_shape("0,0 10,40 40,50 60,10")
    curve = shape.basis @ shape.control
    for point in shape.control:
        assert np.hypot(*(curve - point).T).min() < 1e-9


def test_a_doubled_point_is_a_corner():
    def sharpest_turn(strokes):
        curve = compile_shape(strokes)
        steps = np.diff(curve.basis @ curve.control, axis=0)
        angles = np.arctan2(steps[:, 1], steps[:, 0])
        return np.abs(np.diff(angles)).max()

    assert sharpest_turn("0,0 50,100 50,100 100,0") > 2 > sharpest_turn("0,0 50,100 100,0")


def test_strokes_are_kept_apart():
    assert len(compile_shape("0,0 10,10; 20,0 30,10; 50,50 60,60").stroke_ends) == 3
