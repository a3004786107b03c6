"""GTD triples: their text, and what is wrong with one."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import FormatError
from hmer_kit.latex import canonical
from hmer_kit.tree_cot import GTD, Fidelity, read

ROOT = r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }"
POWER = "x 1 <s> 0 Start|2 2 x 1 Sup|+ 3 x 1 Right|1 4 + 3 Right|</s> 5 1 4 End"


def lines(text: str) -> str:
    """Lines from their short form: bars between lines, blanks for tabs."""
    return text.replace(" ", "\t").replace("|", "\n")


def short(text: str) -> str:
    return text.replace("\t", " ").replace("\n", "|")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (
            ROOT,
            (
                r"\frac 1 <s> 0 Start|1 2 \frac 1 Above|\sqrt 3 \frac 1 Below|3 4 \sqrt 3 Leftup|x 5 \sqrt 3 Inside"
                r"|+ 6 x 5 Right|1 7 + 6 Right|</s> 8 1 7 End"
            ),
        ),
        ("x ^ { 2 } + 1", POWER),
        (r"\sum _ i \limits ^ n", r"\sum 1 <s> 0 Start|i 2 \sum 1 Below|n 3 \sum 1 Above|</s> 4 n 3 End"),
        (r"\int _ 0", r"\int 1 <s> 0 Start|0 2 \int 1 Sub|</s> 3 0 2 End"),
        (r"\int \limits _ 0", r"\int 1 <s> 0 Start|0 2 \int 1 Below|</s> 3 0 2 End"),
        (r"\hat x", r"\hat 1 <s> 0 Start|x 2 \hat 1 Inside|</s> 3 x 2 End"),
        (r"\frac { } b", r"\frac 1 <s> 0 Start|</s> 2 \frac 1 Above|b 3 \frac 1 Below|</s> 4 b 3 End"),
        (r"\left ( x \right .", r"\left( 1 <s> 0 Start|x 2 \left( 1 Right|\right. 3 x 2 Right|</s> 4 \right. 3 End"),
        (
            r"\begin{matrix} a & b \\[2pt] c \end{matrix} d",
            (
                r"\begin{matrix} 1 <s> 0 Start|a 2 \begin{matrix} 1 Mstart|& 3 a 2 Right|b 4 & 3 Right"
                r"|c 5 b 4 Nextline[2pt]|d 6 \begin{matrix} 1 Right|</s> 7 d 6 End"
            ),
        ),
        (
            r"\begin{matrix} & a \\ b & & \\ \cr \end{matrix}",
            (
                r"\begin{matrix} 1 <s> 0 Start|& 2 \begin{matrix} 1 Mstart|a 3 & 2 Right|b 4 a 3 Nextline|& 5 b 4 Right"
                r"|& 6 & 5 Right|</s> 7 & 6 Nextline|</s> 8 </s> 7 Nextline\cr|</s> 9 </s> 8 End"
            ),
        ),
        (r"\text { a & b }", r"\text 1 <s> 0 Start|a 2 \text 1 Inside|& 3 a 2 Right|b 4 & 3 Right|</s> 5 b 4 End"),
    ],
)
def test_each_construct_has_its_lines(latex: str, text: str) -> None:
    assert short(GTD.dumps(latex)) == text
    assert GTD.loads(lines(text)) == canonical(latex)


def test_it_keeps_the_layout() -> None:
    assert (GTD.name, GTD.fidelity) == ("gtd", Fidelity.LAYOUT)


def test_lines_may_stand_in_any_order_that_has_the_parent_first() -> None:
    assert GTD.loads(lines("x 1 <s> 0 Start|+ 2 x 1 Right|2 3 x 1 Sup|</s> 4 2 3 End")) == "x ^ { 2 } +"


@pytest.mark.parametrize(
    ("text", "code", "line", "latex"),
    [
        (POWER.replace("2 2 x", "2 7 x"), "wrong_id", 2, "x ^ { 2 } + 1"),
        (POWER.replace("x 1 Sup", f"x {'9' * 31} Sup"), "unknown_parent", 2, "x ^ { 2 } + 1"),
        (POWER.replace("x 1 Sup", "x 3 Sup"), "unknown_parent", 2, "x ^ { 2 } + 1"),
        (POWER.replace("x 1 Sup", "x 2 Sup"), "unknown_parent", 2, "x ^ { 2 } + 1"),
        (POWER.replace("x 1 Sup", "y 1 Sup"), "wrong_parent", 2, "x ^ { 2 } + 1"),
        (POWER.replace("Sup", "Superscript"), "unknown_relation", 2, "x ^ { 2 } + 1"),
        (POWER.replace(" 1 Sup", " Sup"), "malformed_line", 2, "x + 1"),
        (POWER.replace("2 2 x", "2 two x"), "malformed_line", 2, "x + 1"),
        (POWER.replace("|2", "||2"), "empty_line", 2, "x ^ { 2 } + 1"),
        (POWER.replace("Start", "Right"), "wrong_start", 1, "x ^ { 2 } + 1"),
        (POWER.replace("</s> 5", "</s> 6"), "wrong_end", 5, "x ^ { 2 } + 1"),
        (POWER + "|y 6 1 4 Right", "text_after_end", 6, "x ^ { 2 } + 1"),
        (POWER.replace("|</s> 5 1 4 End", ""), "missing_end", 4, "x ^ { 2 } + 1"),
        ("x 1 <s> 0 Start|y 2 x 1 Right|z 3 x 1 Right|</s> 4 z 3 End", "misplaced_relation", 3, "x y z"),
        ("x 1 <s> 0 Start|y 2 <s> 0 Start|</s> 3 y 2 End", "second_root", 2, "x y"),
        ("x 1 <s> 0 Start|y 2 x 1 Nextline|</s> 3 y 2 End", "misplaced_relation", 2, r"x \\ y"),
        ("x 1 <s> 0 Start|y 2 x 1 Mstart|</s> 3 y 2 End", "misplaced_relation", 2, "x y"),
        ("x 1 <s> 0 Start|y 2 x 1 Inside|</s> 3 y 2 End", "misplaced_relation", 2, "x y"),
        ("x 1 <s> 0 Start|</s> 2 x 1 Right|</s> 3 x 1 End", "misplaced_relation", 2, "x"),
        (r"\frac 1 <s> 0 Start|a 2 \frac 1 Above|</s> 3 a 2 End", "missing_row", 1, r"\frac { a } { }"),
        ("} 1 <s> 0 Start|</s> 2 } 1 End", "bad_symbol", 1, "{ }"),
    ],
)
def test_wrong_text_is_refused_with_its_line_and_can_be_repaired(text: str, code: str, line: int, latex: str) -> None:
    with pytest.raises(FormatError) as caught:
        GTD.loads(lines(text))
    assert (caught.value.code, caught.value.line) == (code, line)
    reading = read(lines(text), format=GTD)
    assert reading.latex == latex
    assert (code, line) in [(flaw.code, flaw.line) for flaw in reading.flaws]


def test_blanks_for_tabs_are_read_by_the_reader_alone() -> None:
    text = POWER.replace("|", "\n")
    with pytest.raises(FormatError, match="tabs between"):
        GTD.loads(text)
    assert read(text, format=GTD).latex == "x ^ { 2 } + 1"


def test_a_text_that_begins_anew_keeps_its_parents_apart() -> None:
    reading = read(lines(POWER.replace("|</s> 5 1 4 End", "") + "|" + POWER), format=GTD)
    assert reading.latex == "x ^ { 2 } + 1 x ^ { 2 } + 1"
    assert [flaw.code for flaw in reading.flaws] == ["second_root"]
