"""Commands with a layout of their own: where their parts lie."""

from __future__ import annotations

import pytest

from hmer_kit.ink import Writer, render
from hmer_kit.ink.synthetic._layout.lengths import lengths


def boxes(latex, *, writer=1):
    ink = render(latex, writer=Writer.from_seed(writer), seed=2)
    return {box.symbol: box.box for box in ink.symbols}


def gap(latex, left="a", right="b"):
    found = boxes(latex)
    return found[right][0] - found[left][2]


def test_a_phantom_leaves_room_and_no_ink():
    assert gap(r"a \phantom { x x x } b") > gap("a b") + 40
    assert gap(r"a \vphantom { x x x } b") < gap("a b") + 20
    assert set(boxes(r"a \phantom { x } b")) == {"a", "b"}


@pytest.mark.parametrize("space", [r"\quad", r"\hspace { 1 cm }", r"\kern 2 em", r"\hskip 30 pt", r"\qquad"])
def test_spaces_leave_room(space):
    assert gap(f"a {space} b") > gap("a b") + 15


@pytest.mark.parametrize("space", [r"\hspace { 9999999999 cm }", r"\kern 99999 in", r"\hspace { - 500 cm }"])
def test_no_length_moves_symbols_out_of_sight(space):
    assert -15 < gap(f"a {space} b") < 400


def test_lengths_are_read_in_every_unit():
    assert lengths(["{", "1", "0", "p", "t", "}"]) == lengths(["1", ".", "e", "m"])
    assert lengths(["-", ".", "5", "p", "t"]) == [pytest.approx(-0.5 / 6.83)]
    assert lengths(["{", "r", "e", "d", "}"]) == []
    assert len(lengths(["9"] * 5000 + ["p", "t"])) <= 1


def test_not_crosses_the_symbol_behind_it():
    found = boxes(r"a \not = b")
    (left, _, right, _), (start, _, end, _) = found[r"\not"], found["="]
    assert start < (left + right) / 2 < end


@pytest.mark.parametrize(("size", "least"), [("big", 1.1), ("Big", 1.5), ("bigg", 1.9), ("Bigg", 2.4)])
def test_sizes_of_delimiters_ask_for_their_height(size, least):
    found = boxes(rf"\{size}l[ a \{size}r]")
    assert found["["][3] - found["["][1] > least * 36


def test_what_overlaps_takes_no_room():
    assert gap(r"a \rlap { x x x } b") < gap("a x x x b") - 40
    found = boxes(r"a \llap { / } b")
    assert found["/"][0] < found["a"][2]


def test_a_raised_box_is_higher():
    found = boxes(r"a \raisebox { 1 0 pt } { b }")
    assert found["b"][3] < found["a"][3] - 30


@pytest.mark.parametrize(
    ("notation", "strokes"), [("box", 1), ("circle", 1), ("updiagonalstrike", 1), ("longdiv", 1), ("no such thing", 1)]
)
def test_an_enclosure_lies_around_or_across_what_it_holds(notation, strokes):
    ink = render(rf"\enclose {{ {' '.join(notation)} }} {{ a }}", writer=Writer.from_seed(1), seed=2)
    frame, inner = ink.symbols
    assert len(frame.strokes) == strokes
    assert frame.box[2] > inner.box[0]
    assert frame.box[0] < inner.box[2]


def test_different_notations_differ():
    drawn = {
        render(rf"\enclose {{ {name} }} {{ a }}", writer=Writer.from_seed(1), seed=2).points.tobytes()
        for name in ("box", "circle", "longdiv", "actuarial", "updiagonalstrike", "downdiagonalstrike")
    }
    assert len(drawn) == 6


def test_modulo_has_its_brackets_and_its_name_in_one_symbol():
    ink = render(r"\pmod { n }", writer=Writer.from_seed(1), seed=2)
    [modulo, letter] = ink.symbols
    assert modulo.box[0] < letter.box[0] < letter.box[2] < modulo.box[2] + 1
    assert len(modulo.strokes) >= 5


@pytest.mark.parametrize(
    ("head", "symbols"),
    [
        (r"\genfrac { ( } { ) } { 0 pt } { }", ["(", ")", "a", "b"]),
        (r"\genfrac { } { } { } { }", [r"\genfrac", "a", "b"]),
        (r"\genfrac { [ } { . } { 0 } { }", ["[", "a", "b"]),
        (r"\genfrac { . } { . } { 0 } { }", ["a", "b"]),
    ],
)
def test_a_general_fraction_draws_what_it_asks_for(head, symbols):
    ink = render(f"{head} {{ a }} {{ b }}", writer=Writer.from_seed(1), seed=2)
    assert [box.symbol for box in ink.symbols] == symbols


def test_limits_of_limits_have_their_line_or_arrow():
    plain = len(render(r"\lim", writer=Writer.from_seed(1)).strokes)
    assert len(render(r"\varlimsup", writer=Writer.from_seed(1)).strokes) == plain + 1
    assert len(render(r"\varinjlim", writer=Writer.from_seed(1)).strokes) > plain


def test_a_rule_is_as_long_as_it_says_and_an_empty_one_is_not_there():
    found = boxes(r"\rule { 1 cm } { 1 pt } a")
    assert 120 < found[r"\rule"][2] - found[r"\rule"][0] < 180
    assert set(boxes(r"\rule { 0 pt } { 1 cm } a")) == {"a"}


@pytest.mark.parametrize(
    "command", ["phantom", "rlap", "raisebox { 1 pt }", "enclose { box }", "pmod", "sideset { } { }"]
)
def test_a_thousand_of_them_within_each_other_end(command):
    name, _, arguments = command.partition(" ")
    latex = rf"\{name} {arguments} {{ " * 1000 + "x" + " }" * 1000 + " y"
    ink = render(latex, writer=Writer.from_seed(1), seed=2)
    assert len(ink.relations) == len(ink.symbols) - 1
