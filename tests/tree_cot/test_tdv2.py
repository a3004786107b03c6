"""TDv2 rows: their text, quotes, and what is wrong with one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import FormatError
from hmer_kit.latex import canonical
from hmer_kit.tree_cot import TDV2, Fidelity, read

POWER = "[x,1,<sos>,0,start]\n[2,2,x,1,sup]\n[+,3,x,1,right]"


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (
            r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }",
            [
                r"[\frac,1,<sos>,0,start]",
                r"[\sqrt,2,\frac,1,below]",
                r"[3,3,\sqrt,2,leftup]",
                r"[x,4,\sqrt,2,inside]",
                "[+,5,x,4,right]",
                "[1,6,+,5,right]",
                r"[1,7,\frac,1,above]",
            ],
        ),
        ("x ^ 2 +", POWER.split("\n")),
        (r"a \over b", [r"[\over,1,<sos>,0,start]", r"[b,2,\over,1,below]", r"[a,3,\over,1,above]"]),
        (
            r"\frac 1 2 \limits ^ 3",
            [r"[\frac,1,<sos>,0,start]", r"[2,2,\frac,1,below]", r"[1,3,\frac,1,above]", r"[3,4,\frac,1,above]"],
        ),
        (r"\vec a", [r"[\vec,1,<sos>,0,start]", r"[a,2,\vec,1,below]"]),
        (
            r"\underbrace { a } _ b",
            [r"[\underbrace,1,<sos>,0,start]", r"[a,2,\underbrace,1,above]", r"[b,3,\underbrace,1,below]"],
        ),
        (
            r"\overbrace { a } _ b",
            [r"[\overbrace,1,<sos>,0,start]", r"[a,2,\overbrace,1,below]", r"[b,3,\overbrace,1,below]"],
        ),
        (r"\prod _ i", [r"[\prod,1,<sos>,0,start]", r"[i,2,\prod,1,below]"]),
        ("x ^ { }", ["[x,1,<sos>,0,start]", "[<eol>,2,x,1,sup]"]),
        (
            r"\begin{matrix} a & b \\ c & \end{matrix} ^ T",
            [
                r"[\begin{matrix},1,<sos>,0,start]",
                r"[a,2,\begin{matrix},1,Mstart]",
                "[&,3,a,2,right]",
                "[b,4,&,3,right]",
                "[c,5,b,4,nextline]",
                "[&,6,c,5,right]",
                r"[T,7,\begin{matrix},1,sup]",
            ],
        ),
    ],
)
def test_each_construct_has_its_rows(latex: str, rows: list[str]) -> None:
    assert TDV2.dumps(latex).split("\n") == rows
    assert TDV2.loads("\n".join(rows)) == canonical(latex)


def test_it_keeps_the_layout() -> None:
    assert (TDV2.name, TDV2.fidelity) == ("tdv2", Fidelity.LAYOUT)


@pytest.mark.parametrize(
    ("symbol", "written"),
    [(",", '","'), ("[", '"["'), ("]", '"]"'), ('"', r'"\""'), (r"\left[", r'"\\left["'), ("'", "'"), (r"\{", r"\{")],
)
def test_symbols_with_signs_of_the_format_stand_in_quotes(symbol: str, written: str) -> None:
    latex = f"{symbol} \\right ." if symbol.startswith("\\left") else symbol
    assert TDV2.dumps(latex).split("\n")[0] == f"[{written},1,<sos>,0,start]"
    assert TDV2.loads(TDV2.dumps(latex)) == canonical(latex)


@given(st.lists(st.sampled_from([*',"[]()0', "\\,", "\\{", "\\|"]), min_size=1, max_size=6).map(" ".join))
def test_quotes_are_never_ambiguous(latex: str) -> None:
    assert TDV2.loads(TDV2.dumps(latex)) == canonical(latex)


def test_numerator_and_argument_of_an_accent_are_read_under_either_name() -> None:
    assert TDV2.loads("[\\frac,1,<sos>,0,start]\n[a,2,\\frac,1,above]\n[b,3,\\frac,1,below]") == r"\frac { a } { b }"
    assert TDV2.loads("[\\hat,1,<sos>,0,start]\n[a,2,\\hat,1,inside]") == r"\hat { a }"


@pytest.mark.parametrize(
    ("text", "code", "line", "latex"),
    [
        (POWER.replace("[2,2", "[2,5"), "wrong_id", 2, "x ^ { 2 } +"),
        (POWER.replace("x,1,sup", "x,4,sup"), "unknown_parent", 2, "x ^ { 2 } +"),
        (POWER.replace("x,1,sup", f"x,1{'0' * 30},sup"), "unknown_parent", 2, "x ^ { 2 } +"),
        (POWER.replace("x,1,sup", "y,1,sup"), "wrong_parent", 2, "x ^ { 2 } +"),
        (POWER.replace("sup", "Sup"), "unknown_relation", 2, "x ^ { 2 } +"),
        (POWER.replace(",1,sup", ",sup"), "malformed_line", 2, "x +"),
        ("```\n" + POWER, "code_fence", 1, "x ^ { 2 } +"),
        (POWER + "\n[y", "cut_line", 4, "x ^ { 2 } +"),
        (POWER.replace("\n", "\r\n"), "carriage_return", 1, "x ^ { 2 } +"),
        (POWER.replace(",", ", "), "malformed_line", 1, "x ^ { 2 } +"),
        ("[',', 1, '<sos>', 0, 'start']\n['\\\\pi', 2, ',', 1, 'right']", "malformed_line", 1, r", \pi"),
        ("[,,1,<sos>,0,start]", "malformed_line", 1, ","),
        ("[\\frac,1,<sos>,0,start]\n[b,2,\\frac,1,below]", "missing_row", 1, r"\frac { } { b }"),
        (
            "[\\begin{matrix},1,<sos>,0,start]\n[a,2,\\begin{matrix},1,Mstart]\n[b,3,\\begin{matrix},1,Mstart]",
            "misplaced_relation",
            3,
            r"\begin {matrix} a & b \end {matrix}",
        ),
        (
            "[\\begin{matrix},1,<sos>,0,start]\n[a,2,\\begin{matrix},1,Mstart]\n[b,3,a,2,nextline]\n[c,4,a,2,nextline]",
            "misplaced_relation",
            4,
            r"\begin {matrix} a \\ b \\ c \end {matrix}",
        ),
    ],
)
def test_wrong_text_is_refused_with_its_line_and_can_be_repaired(text: str, code: str, line: int, latex: str) -> None:
    with pytest.raises(FormatError) as caught:
        TDV2.loads(text)
    assert (caught.value.line, caught.value.text is not None) == (line, True)
    reading = read(text, format=TDV2)
    assert reading.latex == latex
    assert (code, line) in [(flaw.code, flaw.line) for flaw in reading.flaws]


def test_a_row_that_is_not_whole_is_the_end_of_a_text_that_was_cut() -> None:
    assert not read(POWER[:-1], format=TDV2).complete
    assert read(POWER, format=TDV2).complete
    assert read(POWER + "\nThat is all.", format=TDV2).complete
