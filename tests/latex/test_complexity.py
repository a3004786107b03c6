"""Sizes of expressions, against values counted by hand."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.latex import SCRIPTS_AND_FRACTIONS, Complexity, Relation, complexity, parse


@pytest.mark.parametrize(
    ("latex", "symbols", "depth", "structures"),
    [
        ("", 0, 0, 0),
        (r"a + b \, c", 4, 0, 0),
        ("x ^ { 2 }", 2, 1, 1),
        ("x ^ { }", 1, 1, 1),
        ("x _ 1 ^ 2", 3, 1, 1),
        (r"\frac { x ^ { 2 } } { 3 } + 1", 6, 2, 2),
        (r"\sqrt [ 3 ] { \frac { 1 } { 2 } }", 5, 2, 2),
        (r"\hat { x }", 2, 1, 1),
        ("{ { a } }", 1, 0, 0),
        (r"\mathrm { d } x", 2, 0, 0),
        (r"\overset { a } { = }", 2, 1, 1),
        (r"{ a \over b }", 3, 1, 1),
        (r"{ a \atop b }", 2, 1, 1),
        (r"\left ( x \right .", 2, 0, 0),
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", 4, 1, 1),
        (r"\begin{pmatrix} a ^ 2 \end{pmatrix}", 3, 2, 2),
        ("^ 2", 1, 1, 1),
        (r"\sum _ { i = 1 } ^ { n } x _ { i }", 7, 1, 2),
    ],
)
def test_complexity(latex, symbols, depth, structures):
    assert complexity(parse(latex)) == Complexity(symbols=symbols, depth=depth, structures=structures)


@pytest.mark.parametrize(
    ("latex", "relations", "depth"),
    [
        (r"\sqrt { \frac { 1 } { 2 } }", SCRIPTS_AND_FRACTIONS, 1),
        (r"\sqrt { \sqrt { x } }", SCRIPTS_AND_FRACTIONS, 0),
        (r"\sqrt { \sqrt { x } }", {Relation.INSIDE}, 2),
        ("x ^ { y _ { z } }", [Relation.SUP], 1),
        ("x ^ { y _ { z } }", ["sup", "sub"], 2),
        ("x ^ { y _ { z } }", [], 0),
    ],
)
def test_the_counted_relations_are_a_parameter(latex, relations, depth):
    assert complexity(parse(latex), relations=relations).depth == depth


@pytest.mark.parametrize("wrong", ["sup", b"sup", ["left"], [Relation.RIGHT], [["sup"]], None, 3])
def test_other_relations_are_refused(wrong):
    with pytest.raises(InputError, match="expected relations out of above"):
        complexity(parse("x"), relations=wrong)


@pytest.mark.real_data
def test_mne_level_one_nests_once(real_data):
    lines = (real_data / "captions" / "mne_N1.tsv").read_text(encoding="utf-8").splitlines()
    depths = {complexity(parse(line.split("\t")[1]), relations=SCRIPTS_AND_FRACTIONS).depth for line in lines}
    assert depths == {1}
