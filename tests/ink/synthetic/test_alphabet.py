"""The stroke alphabet covers CROHME and keeps its metrics."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.ink import Writer, covered_commands, covered_symbols, render
from hmer_kit.ink.synthetic import glyphs
from hmer_kit.ink.synthetic.alphabet import find_glyph, find_part
from hmer_kit.ink.synthetic.commands import PHANTOMS, UNDRAWABLE
from hmer_kit.ink.synthetic.shapes import compile_shape
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DELIMITERS,
    DIMENSION_COMMANDS,
    ENVIRONMENTS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    LIMIT_OPERATORS,
    MATH_DELIMITERS,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
    SWITCHES,
    TEXT_BOXES,
)

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


def sample_of(command):
    """Return LaTeX in which a command has the arguments that the parser knows it to have."""
    if command in INFIX_COMMANDS:
        return f"a {command} b"
    known = COMMANDS[command]
    if command in MATH_DELIMITERS:
        return f"\\text {{ {command} a {known.arguments[0].until} }} z"
    raw = {"\\genfrac": "{ ( } { ) } { 0 pt } { }", "\\rule": "{ 1 cm } { 1 pt }", "\\hdotsfor": "{ 3 }"}
    text = f"{command} " + raw.get(command, "{ 2 pt } " * known.raw)
    for argument, letter in zip(known.arguments, "abcd", strict=False):
        text += f" [ {letter} ]" if argument.optional else f" {letter} {argument.until}" if argument.until else ""
        text += "" if argument.optional or argument.until else f" {{ {letter} }}"
    return f"{text} z"


@pytest.mark.parametrize("command", sorted(covered_commands()))
def test_every_covered_command_draws_its_arguments(command):
    latex = sample_of(command)
    symbols = {box.symbol for box in render(latex, writer=Writer.from_seed(2), seed=0).symbols}
    unseen = {"a"} if command in PHANTOMS else {"b", "c", "d"} if command == "\\mathchoice" else set()
    assert {letter for letter in "abcdz" if f" {letter} " in f" {latex} "} - unseen <= symbols
    assert not unseen & symbols


def environment(name):
    arguments = "{ c c } " * ENVIRONMENTS[name].raw
    return f"\\begin {{ {name} }} {arguments} a & b \\\\ x & y \\end {{ {name} }}"


EVERY_ENTRY = {
    **{size: f"{size} ( x {size} )" for size in DELIMITER_SIZES},
    **{operator: f"{operator} _ a ^ b x" for operator in LIMIT_OPERATORS},
    **{control: f"\\int {control} _ a ^ b x" for control in LIMIT_CONTROLS},
    **{name: environment(name) for name in ENVIRONMENTS},
    **{space: f"a {space} b" for space in (*SPACES, *SWITCHES, *ROW_BREAKS)},
    **{command: f"a {command} 2 pt b" for command in DIMENSION_COMMANDS},
    **{sign: f"a {sign} b" for sign in SCRIPT_SIGNS},
    **{box: f"{box} {{ a }}" for box in TEXT_BOXES},
    **{command: sample_of(command) for command in (*COMMANDS, *INFIX_COMMANDS)},
    **{name: f"\\left {name} x \\right {name}" for name in DELIMITERS - {"."}},
}
"""Each name of the parser's tables with LaTeX that holds it."""


@pytest.mark.parametrize("name", sorted(EVERY_ENTRY))
def test_every_entry_of_the_parsers_tables_draws_or_has_a_reason_not_to(name):
    latex = EVERY_ENTRY[name]
    if name in UNDRAWABLE:
        assert len(UNDRAWABLE[name]) > 20
        with pytest.raises(InputError, match=re.escape(repr(name))):
            render(latex, writer=Writer.from_seed(3), seed=1)
        return
    ink = render(latex, writer=Writer.from_seed(3), seed=1)
    letters = {"a", "b", "x", "y", "z"} & set(latex.split()) - ({"a"} if name in PHANTOMS else set())
    hidden = {"b"} if name == "\\mathchoice" else set()
    assert letters - hidden <= {box.symbol for box in ink.symbols}
    if name in DELIMITERS:
        assert [box.symbol for box in ink.symbols][::2] == [name, name]


NO_SYMBOLS = {
    *("{", "}", "^", "_", "&", "<eol>", "\\limits", "\\\\", "\\/", "\\hline", "\\rm"),
    *("\\begin{array}", "\\end{array}", "_END_", "_PAD_", "_START_", "_UNK_"),
}
"""Tokens of dictionaries that are structure, spacing or marks of a program."""
NOT_MATHEMATICS = {"\\mathversion", "\\symbol", "\\overwithdelims"}
"""Commands of TeX that the parser does not know and that draw nothing by themselves."""


@pytest.mark.real_data
def test_every_token_of_the_four_dictionaries_is_covered_but_for_chinese_letters(real_data):
    files = sorted((real_data / "dictionaries").iterdir())
    lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n")]
    tokens = {line.split("\t")[0].strip() for line in lines} - {""}
    assert len(tokens) > 350
    missing = tokens - NO_SYMBOLS - NOT_MATHEMATICS - covered_symbols() - covered_commands()
    assert {token for token in missing if not "\u4e00" <= token <= "\u9fff"} == set()
    assert len(missing) == 60


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "every", "least"),
    [
        ("crohme/train", 8, 1.0),
        ("crohme/test2014", 2, 1.0),
        ("crohme/test2016", 2, 1.0),
        ("crohme2023_test", 4, 1.0),
        ("mne_N1", 4, 1.0),
        ("hme_scene_30k", 30, 0.998),
        ("im2latex100k_val.norm", 16, 0.997),
    ],
)
def test_captions_of_real_sets_draw(captions, name, every, least):
    chosen = captions(name)[::every]
    drawn = 0
    for caption in chosen:
        try:
            drawn += bool(render(caption, writer=Writer.from_seed(0), seed=0).symbols)
        except InputError as error:
            assert "stroke alphabet" in str(error)  # noqa: PT017 - refused for no other reason
    assert drawn >= least * len(chosen)


def test_a_symbol_without_strokes_is_named():
    with pytest.raises(InputError, match=r"'\\\\mystery'.*covered_symbols\(\)"):
        render(r"x + \mystery", writer=Writer.from_seed(0), seed=0)


def test_all_symbols_without_strokes_are_named_at_once():
    with pytest.raises(InputError, match=r"'\\\\mystery', '\u7c73', '\\\\riddle'; see.*SymbolBank"):
        render("\\mystery + \u7c73 _ { \\riddle } + \\mystery", writer=Writer.from_seed(0), seed=0)


def test_a_command_that_nobody_can_write_is_named():
    with pytest.raises(InputError, match=r"'\\\\includegraphics'"):
        render(r"\includegraphics { a } + x", writer=Writer.from_seed(0), seed=0)


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
