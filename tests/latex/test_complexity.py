"""Sizes of expressions, against values counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.latex import (
    ROOTS,
    SCRIPTS_AND_FRACTIONS,
    Complexity,
    Relation,
    complexity,
    nesting_level,
    parse,
    tokenize,
)


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
    tokens = len(tokenize(latex))
    assert complexity(parse(latex)) == Complexity(symbols=symbols, depth=depth, structures=structures, tokens=tokens)


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


@pytest.mark.parametrize(
    ("latex", "relations", "depth"),
    [
        (r"\hat { \sqrt { x } }", {("\\sqrt", Relation.INSIDE)}, 1),
        (r"\hat { \sqrt { x } }", {("\\sqrt", "inside"), Relation.INSIDE}, 2),
        (r"\sqrt [ 3 ] { x } ", {("\\sqrt", Relation.INDEX)}, 1),
        (r"\frac { \overset { a } { = } } { b }", {("\\frac", Relation.ABOVE)}, 1),
        (r"\sum _ { x ^ { 2 } }", {("x", Relation.SUP)}, 1),
        (r"\mathrm { x }", {("\\mathrm", Relation.INSIDE)}, 1),
        (r"\begin{cases} x \end{cases}", {("cases", Relation.CELL)}, 1),
    ],
)
def test_a_relation_may_count_for_one_symbol_alone(latex, relations, depth):
    assert complexity(parse(latex), relations=relations).depth == depth


@pytest.mark.parametrize(
    ("latex", "level", "with_roots"),
    [
        ("x + y", 0, 0),
        (r"\sqrt { x }", 0, 1),
        (r"\sqrt [ n ] { x ^ { 2 } }", 1, 2),
        (r"\hat { x } ^ { 2 }", 1, 1),
        (r"\sum _ { i = 1 } ^ { n } x _ { i }", 1, 1),
        (r"\frac { \sqrt { x _ { 1 } } } { 2 }", 2, 3),
    ],
)
def test_nesting_level_counts_no_roots_unless_asked(latex, level, with_roots):
    assert nesting_level(parse(latex)) == level
    assert nesting_level(parse(latex), relations=SCRIPTS_AND_FRACTIONS | ROOTS) == with_roots


@pytest.mark.parametrize(
    "wrong",
    [
        "sup",
        b"sup",
        ["left"],
        [Relation.RIGHT],
        [["sup"]],
        None,
        3,
        [("\\frac",)],
        [("\\frac", "left")],
        [(1, "sup")],
        [("a", "b", "sup")],
    ],
)
def test_other_relations_are_refused(wrong):
    with pytest.raises(InputError, match="expected relations out of above"):
        complexity(parse("x"), relations=wrong)


def test_a_string_is_no_tree():
    with pytest.raises(InputError, match="parse a string of LaTeX first"):
        nesting_level("x ^ { 2 }")


@pytest.mark.parametrize("latex", ["x " * 65_536, "\\sqrt { " * 20_000 + "x" + " }" * 20_000])
def test_long_and_deep_expressions_are_measured(latex):
    sizes = complexity(parse(latex))
    assert sizes.tokens == len(latex.split())
    assert sizes.depth == sizes.structures == latex.count("sqrt")


def captions(path):
    return [line.split("\t")[1] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.real_data
def test_level_one_of_crohme_is_mne_n1(real_data):
    n1 = captions(real_data / "captions" / "mne_N1.tsv")
    crohme = [
        *captions(real_data / "crohme/test2014/captions.tsv"),
        *captions(real_data / "crohme/test2016/captions.tsv"),
    ]
    level_one = [latex for latex in crohme if nesting_level(parse(latex)) == 1]
    assert (len(n1), len(crohme), len(level_one)) == (1875, 2133, 1163)
    assert level_one == n1[:1163]
    assert {nesting_level(parse(latex)) for latex in n1[1163:]} == {1}  # of CROHME 2019


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("relations", "kept", "right"),
    [
        (SCRIPTS_AND_FRACTIONS | ROOTS, 1159, 1044),
        (SCRIPTS_AND_FRACTIONS | {Relation.INDEX}, 1168, 1162),
        ({Relation.SUP, Relation.SUB}, 1004, 812),
        ({Relation.SUP, Relation.SUB, ("\\frac", Relation.ABOVE), ("\\frac", Relation.BELOW)}, 1135, 1128),
    ],
)
def test_no_other_count_gives_mne_n1(real_data, relations, kept, right):
    """Roots counted, degrees of roots counted, no fractions, no limits: none has the members of N1."""
    n1 = captions(real_data / "captions" / "mne_N1.tsv")[:1163]
    crohme = [
        *captions(real_data / "crohme/test2014/captions.tsv"),
        *captions(real_data / "crohme/test2016/captions.tsv"),
    ]
    found = Counter(latex for latex in crohme if nesting_level(parse(latex), relations=relations) == 1)
    assert (found.total(), (found & Counter(n1)).total()) == (kept, right)
