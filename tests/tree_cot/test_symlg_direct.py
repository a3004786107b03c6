"""Label graphs that are read in one pass: the long way through lines and paths says the same of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import parse
from hmer_kit.latex.normalization import normalize
from hmer_kit.latex.normalization.normalizer import normalized_tree
from hmer_kit.tree_cot import SYMLG, SYMLG_PROFILE
from hmer_kit.tree_cot._rows.problems import FlawLog
from hmer_kit.tree_cot._symlg.direct import read_direct
from hmer_kit.tree_cot._symlg.lines import Lines
from hmer_kit.tree_cot._symlg.reader import _Tree
from strategies import EXPRESSIONS


def says_the_same(text: str) -> bool:
    """Whether the long way has no flaws and the same rows, if a text is read directly."""
    every = text.split("\n")
    direct = read_direct(every)
    if direct is None:
        return True
    log = FlawLog()
    lines = Lines(log)
    for number, line in enumerate(every, start=1):
        lines.read(line, number, may_be_cut=number == len(every))
    tree = _Tree(lines.symbols, [[] for _ in lines.symbols], log)
    tree.hang()
    lines.check()
    return not log.flaws and lines.symbols == direct[0] and tree.rows() == _Tree(*direct, log).rows()


@given(EXPRESSIONS)
def test_what_is_written_is_read_directly(latex: str) -> None:
    try:
        text = SYMLG.dumps(latex)
    except LatexError:
        return
    assert read_direct(text.split("\n")) is not None
    assert says_the_same(text)


@given(EXPRESSIONS)
def test_a_tree_is_normalized_as_its_expression_is(latex: str) -> None:
    try:
        tree = normalized_tree(latex, profile=SYMLG_PROFILE)
    except LatexError:
        return
    assert tree == parse(normalize(latex, profile=SYMLG_PROFILE).latex)


def test_damaged_text_is_read_directly_only_if_it_says_the_same() -> None:
    text = SYMLG.dumps(r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } } ^ { 2 } \begin {matrix} a & b \\ c & \end {matrix}")
    chance = random.Random(1)
    pieces = [*"O123,R.: \n-x", "Sup", "Sup2", "Right", "NcellR", "Above"]
    for _ in range(4_000):
        at = chance.randrange(len(text))
        past = at + chance.choice([0, 0, 1, 1, 3, 5])
        damaged = text[:at] + chance.choice([*pieces, "", ""]) + text[past:]
        assert says_the_same(damaged), damaged


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Objects(3)", "# Objects(4)"),
        ("O, 1, x", "O, 5, x"),
        ("1.0, OSup\n", "1.0, OSub\n"),
        ("R, 1, 3, Right", "R, 2, 3, Right"),
        ("R, 1, 3, Right", "R, 1, 3, R"),
        ("R, 1, 2, Sup, 1.0", "R, 3, 2, Sup, 1.0"),
        ("\n\n", "\n"),
    ],
)
def test_any_other_text_is_read_the_long_way(old: str, new: str) -> None:
    text = SYMLG.dumps("x ^ { 2 } y")
    assert old in text
    assert read_direct(text.replace(old, new).split("\n")) is None
