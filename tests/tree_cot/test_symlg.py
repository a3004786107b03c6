"""Symbol-level label graphs: paths, ink, and what is wrong with one."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import assume, given, settings

from hmer_kit.exceptions import FormatError, LatexError
from hmer_kit.latex import is_parseable, normalize, parse, same_layout
from hmer_kit.tree_cot import SYMLG, SYMLG_PROFILE, Fidelity, read
from strategies import EXPRESSIONS, ORDINARY

POWER = SYMLG.dumps("x ^ { 2 } + 1")


def has_same_ink(latex: str, other: str) -> bool:
    one, two = (parse(normalize(each, profile=SYMLG_PROFILE).latex) for each in (latex, other))
    return same_layout(one, two)


def objects(latex: str) -> dict[str, str]:
    """The labels by their paths."""
    lines = [line.split(", ") for line in SYMLG.dumps(latex).split("\n") if line.startswith("O")]
    return {path: label for _, _, label, _, path in lines}


def changed(old: str, new: str) -> str:
    assert old in POWER
    return POWER.replace(old, new, 1)


@pytest.mark.parametrize(
    ("latex", "paths"),
    [
        (
            r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }",
            {
                "O": "-",
                "OAbove": "1",
                "OBelow": r"\sqrt",
                "OBelowAbove": "3",
                "OBelowInside": "x",
                "OBelowInsideR": "+",
                "OBelowInsideRR": "1",
            },
        ),
        ("a , b", {"O": "a", "OR": "COMMA", "ORR": "b"}),
        (r"{ a \over b } - c", {"O": "-", "OAbove": "a", "OBelow": "b", "OR": "-", "ORR": "c"}),
        (r"\left( \, { x } \right. ^ { }", {"O": "(", "OR": "x"}),
        (r"\mathrm { d } x", {"O": "d", "OR": "x"}),
        ("x ^ 1 ^ 2", {"O": "x", "OSup": "1", "OSup2": "2"}),
        (r"\frac { } { }", {"O": r"\frac"}),
        (r"- \limits ^ a", {"O": "-", "OAbove2": "a"}),
        (r"\sqrt x \limits ^ a", {"O": r"\sqrt", "OInside": "x", "OAbove2": "a"}),
        (
            r"\begin{matrix} a & \\ b \end{matrix}",
            {
                "O": r"\begin{matrix}",
                "OInside": "*Cell",
                "OInsideInside": "a",
                "OInsideNcellR": "*Cell",
                "OInsideNrow": "*Cell",
                "OInsideNrowInside": "b",
            },
        ),
        (r"\quad", {"O": r"\quad"}),
    ],
)
def test_each_construct_has_its_paths(latex: str, paths: dict[str, str]) -> None:
    assert objects(latex) == paths
    assert has_same_ink(SYMLG.loads(SYMLG.dumps(latex)), latex)


def test_relations_say_the_end_of_the_paths() -> None:
    assert POWER.split("\n")[-3:] == ["R, 1, 2, Sup, 1.0", "R, 1, 3, Right, 1.0", "R, 3, 4, Right, 1.0"]


@settings(deadline=None)
@given(ORDINARY | EXPRESSIONS)
def test_the_same_ink_comes_back(latex: str) -> None:
    assume(is_parseable(latex))
    assert SYMLG.fidelity is Fidelity.INK
    assume(normalize(latex, profile="exact").latex)
    assert has_same_ink(SYMLG.loads(SYMLG.dumps(latex)), latex)


@pytest.mark.real_data
def test_the_same_ink_comes_back_from_real_expressions(real_data) -> None:
    lines = (real_data / "captions/hme_scene_30k.tsv").read_text(encoding="utf-8").splitlines()[::40]
    captions = [line.split("\t", 1)[1] for line in lines]
    formulas = (real_data / "captions/im2latex100k_val.norm.txt").read_text(encoding="utf-8").splitlines()[::40]
    parseable = list(filter(is_parseable, captions + formulas))
    assert len(parseable) > 900
    for latex in parseable:
        assert has_same_ink(SYMLG.loads(SYMLG.dumps(latex)), latex)


def test_files_in_the_order_and_with_the_ids_of_others_are_read() -> None:
    text = """# IUD, file
# Objects(4):
O, b_1, b, 1.0, OBelow
O, a_1, a, 1.0, OAbove
O, _1, -, 1.0, O
O, x_1, COMMA, 1.0, ORight

# Relations from SRT:
R, _1, a_1, Above, 1.0
EO, _1, b_1, Below, 1.0
R, _1, x_1, R, 1.0
"""
    assert SYMLG.loads(text) == r"\frac { a } { b } ,"


def test_order_of_lines_does_not_matter() -> None:
    latex = r"\begin {matrix} a & b & \\ c & \frac { 1 } { 2 } \\ & d \end {matrix} = x _ { 1 } ^ { 2 }"
    lines = SYMLG.dumps(latex).split("\n")
    random.Random(1).shuffle(lines)
    assert has_same_ink(SYMLG.loads("\n".join(lines)), latex)


@pytest.mark.parametrize(
    ("text", "code", "line", "latex"),
    [
        (changed("OSup", "OUp"), "bad_path", 3, "x 2 + 1"),
        (changed("OSup", "OSubSup"), "unknown_path", 3, "x _ { 2 } + 1"),
        (changed("OSup", "OSup" + "9" * 40), "bad_path", 3, "x 2 + 1"),
        (changed("OSup", "OSup02"), "bad_path", 3, "x 2 + 1"),
        (changed("OSup", "O" + "R" * 100_000), "unknown_path", 3, "x 2 + 1"),
        (changed("2, 1.0, OSup", "2, 1.0, OR"), "repeated_path", 4, "x 2 + 1"),
        (changed("x, 1.0, O\n", "x, 1.0, OZ\n"), "missing_root", 2, "x 2 + 1"),
        (changed("R, 1, 2, Sup", "R, 1, 2, Sub"), "wrong_relation", 8, "x ^ { 2 } + 1"),
        (changed("R, 1, 2, Sup", "R, 1, 9, Sup"), "unknown_object", 8, "x ^ { 2 } + 1"),
        (changed("R, 1, 2, Sup, 1.0\n", ""), "missing_relation", 3, "x ^ { 2 } + 1"),
        (changed("(4)", "(5)"), "wrong_count", 1, "x ^ { 2 } + 1"),
        (changed("(4)", "(3)"), "wrong_count", 1, "x ^ { 2 } + 1"),
        (changed("O, 2", "O, 1"), "repeated_id", 3, "x ^ { 2 } + 1"),
        (changed("O, 2, 2, 1.0", "O, 2, 1.0"), "malformed_line", 3, "x + 1"),
        (changed("O, 2, 2", "O, 2, *Cell"), "misplaced_cell", 3, "x ^ { { } } + 1"),
        (changed("O, 2, 2", "O, 2, }"), "bad_symbol", 3, "x ^ { { } } + 1"),
        (f"Here it is:\n{POWER}", "malformed_line", 1, "x ^ { 2 } + 1"),
        (POWER.replace("\n", "\r\n"), "carriage_return", 1, "x ^ { 2 } + 1"),
        ("# Objects(0):", "empty", 1, ""),
    ],
)
def test_wrong_text_is_refused_with_its_line_and_can_be_repaired(text: str, code: str, line: int, latex: str) -> None:
    with pytest.raises(FormatError) as caught:
        SYMLG.loads(text)
    assert (caught.value.code, caught.value.line) == (code, line)
    reading = read(text, format=SYMLG)
    assert reading.latex == latex
    assert (code, line) in [(flaw.code, flaw.line) for flaw in reading.flaws]


def test_a_path_that_was_cut_is_no_other_path() -> None:
    text = SYMLG.dumps(r"\frac { a } { \sqrt { x } }")
    for end in range(text.index("O, 3"), text.index("# Relations")):
        reading = read(text[:end], format=SYMLG)
        assert not reading.complete
        assert reading.latex in {"-", r"\frac { a } { }", r"\frac { a } { \sqrt { } }", r"\frac { a } { \sqrt { x } }"}


def test_paths_that_would_be_too_long_are_refused() -> None:
    with pytest.raises(LatexError, match="take a format without paths") as caught:
        SYMLG.dumps("x " * 65_536)
    assert caught.value.code == "too_long"
    assert json.dumps(caught.value.hint)


@pytest.mark.parametrize(
    "latex",
    [
        r"\mathchoice { ' } { } { } { 2 }",
        r"\mathchoice { } { } { } { 2 }",
        r"\mathchoice { } { b } { } { 2 x } ^ { 2 }",
        r"\sideset { } { ' } { \sum } x",
    ],
)
def test_arguments_after_empty_ones_stay_where_they_are(latex: str) -> None:
    assert SYMLG.loads(SYMLG.dumps(latex)) == latex


def test_a_number_beyond_the_arguments_makes_no_more_of_them() -> None:
    text = SYMLG.dumps(r"\mathchoice { } { } { } { 2 }").replace("Inside4", "Inside999999999")
    assert SYMLG.loads(text) == r"\mathchoice { } { } { } { 2 }"
