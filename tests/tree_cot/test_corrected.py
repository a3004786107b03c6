"""The corrected format: the grammar case by case, errors with their lines, and growth in matrix rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import FormatError
from hmer_kit.latex import canonical
from hmer_kit.tree_cot import CORRECTED, Reading, read

CASES_FILE = Path(__file__).with_name("corrected_cases.txt")


def read_cases() -> list[tuple[str, str]]:
    blocks = CASES_FILE.read_text(encoding="utf-8").split("\n\n")[1:]
    split = [block.strip("\n").split("\n") for block in blocks]
    return [(latex, "\n".join(lines).replace("->", "\t")) for latex, *lines in split]


CASES = read_cases()


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_cases_are_written_and_read_back(latex: str, text: str) -> None:
    assert canonical(latex) == latex
    assert CORRECTED.dumps(latex) == text
    assert CORRECTED.loads(text) == latex
    assert read(text, format="corrected") == Reading(latex, (), complete=True)


def test_every_case_of_the_file_is_read() -> None:
    assert len(CASES) == 19


@pytest.mark.parametrize(
    ("latex", "spelled"),
    [
        ("x^2", "x ^ { 2 }"),
        (r"\frac12", r"\frac { 1 } { 2 }"),
        ("f ^ { ' }", "f '"),
        (r"\sum \limits _ 1", r"\sum _ { 1 }"),
        (r"x \sb 1", "x _ { 1 }"),
    ],
)
def test_the_spelling_is_not_kept(latex: str, spelled: str) -> None:
    assert CORRECTED.dumps(latex) == CORRECTED.dumps(spelled)
    assert CORRECTED.loads(CORRECTED.dumps(latex)) == spelled


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 1),
        ("\n", "empty", 1),
        ("\tx", "bad_indentation", 1),
        ("x (right)", "unexpected_relation", 1),
        ("x y", "no_tree_line", 1),
        ("foo", "bad_symbol", 1),
        ("_", "bad_symbol", 1),
        ("x\nx^2 (right)", "bad_symbol", 2),
        ("empty", "bad_symbol", 1),
        ("x\nempty (right)", "bad_symbol", 2),
        ("x\ny", "missing_relation", 2),
        ("x\n\ny (right)", "empty_line", 2),
        ("x\n\t\ny (right)", "empty_line", 2),
        ("x\n\ty (up)", "unknown_relation", 2),
        ("x\n\ty (above)z", "malformed_line", 2),
        ("x\n\t\ty (sub)", "bad_indentation", 2),
        ("x\ny (sub)", "bad_indentation", 2),
        ("x\n\ty (right)", "bad_indentation", 2),
        ("x\n    y (sub)", "bad_indentation", 2),
        ("x\n\ty (su", "malformed_line", 2),
        ("x\r\n\ty (sup)", "carriage_return", 1),
        ("```\nx\n```", "code_fence", 1),
        ("x\n\ty (inside)", "misplaced_relation", 2),
        ("x\n\ty (cell)", "misplaced_relation", 2),
        ("\\sqrt\n\tx (inside)\n\ty (inside)", "misplaced_relation", 3),
        ("\\frac\n\tempty (above)\n\tx (right)\n\tb (below)", "misplaced_relation", 3),
        ("\\frac\n\tempty (above)\n\t\tx (sup)\n\tb (below)", "misplaced_relation", 3),
        ("\\,\n\tx (sup)", "misplaced_relation", 2),
        ("\\frac\n\ta (above)", "missing_row", 1),
        ("x\n\\sqrt (right)\n\t3 (index)", "missing_row", 2),
        ("\\begin{matrix}", "missing_row", 1),
        ("\\begin{matrix}\n\ta (row)", "misplaced_row", 2),
        ("\\begin{matrix}\n\ta (cell)\n\tb (row\\x)", "bad_row_break", 3),
        ("x\n\\left( (right)\ny (right)", "missing_right", 3),
        ("x\n\\over (right)\n\ta (above)\n\tb (below)", "no_layout", 1),
        ("f\n' (right)", "no_layout", 1),
    ],
)
def test_broken_text_names_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        CORRECTED.loads(text)
    assert (caught.value.code, caught.value.line) == (code, line)
    assert f"in line {line} of the tree" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "latex", "complete"),
    [
        ("\\sqrt\n\t3 (index)\n\tx (insi", r"\sqrt [ 3 ] { x }", False),
        ("\\frac\n\ta (above)", r"\frac { a } { }", False),
        ("\\frac\n\ta (above)\n+ (right)", r"\frac { a } { } +", True),
        ("\\begin{matrix}\n\ta (cell)\n\tb (ro", r"\begin {matrix} a \\ b \end {matrix}", False),
        ("\\left(\nx (right)", r"\left ( x \right .", False),
        ("x\n\ty (inside)", "x y", True),
        ("x\nsin (right)", "x s i n", True),
        ("x\ny^2 (right)\n\t3 (sub)", "x y ^ { 2 } _ { 3 }", True),
        ("x\n{ (right)\ny (right)", "x { } y", True),
        ("\\,\n\t2 (sup)", r"\, { } ^ { 2 }", True),
        ("\\frac\n\tempty (above)\n\tx (right)\n\tb (below)", r"\frac { x } { b }", True),
        ("\\begin{matrix}\n\ta (row)\n\tb (row\\x)", r"\begin {matrix} a \\ b \end {matrix}", True),
    ],
)
def test_damage_is_repaired(text: str, latex: str, complete: bool) -> None:
    reading = read(text, format="corrected")
    assert (reading.latex, reading.complete) == (latex, complete)
    assert reading.flaws


def test_text_is_linear_in_the_rows_of_a_matrix() -> None:
    def size(rows: int) -> int:
        return len(CORRECTED.dumps(r"\begin {matrix} " + r"a & b \\ " * rows + r"\end {matrix}"))

    assert size(2000) - size(1000) == size(1000) - size(0)


@pytest.mark.parametrize(
    "latex",
    [
        " ".join(["x"] * 20_000),
        r"\begin {matrix} " + r"a & \\ " * 5000 + r"\end {matrix}",
        "{ " * 1500 + "x" + " }" * 1500,
        r"\sqrt [ 3 ] { " * 1500 + "x" + " }" * 1500,
        r"\begin {matrix} " * 800 + "x" + r" \end {matrix}" * 800,
    ],
    ids=["flat", "rows", "groups", "roots", "matrices"],
)
def test_long_and_deep_expressions_come_back_soon(latex: str) -> None:
    with hang_guard():
        assert CORRECTED.loads(CORRECTED.dumps(latex)) == canonical(latex)
