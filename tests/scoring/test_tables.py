"""Tables: every style holds the same figures, and no name can break out of it."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import MEASURES, score, score_table

RIGHT, HALF = score(["x", "y"], ["x", "y"]), score(["x", "y"], ["x", "z"])


def test_a_row_for_each_result_in_markdown() -> None:
    lines = score_table({"a|b\nc": RIGHT, "half": HALF}, measures=["expression_rate"], style="markdown").splitlines()
    assert lines[0] == "|  | samples | exact | signature |"
    assert lines[1] == "| --- | ---: | ---: | --- |"
    assert lines[2] == f"| a\\|b c | 2 | 100.00 | `{RIGHT.signature.replace('|', chr(92) + '|')}` |"
    assert lines[3].startswith("| half | 2 | 50.00 |")


def test_a_row_for_each_result_in_latex() -> None:
    names = {r"my_model & 50% \input{x}": HALF}
    lines = score_table(names, measures=["expression_rate_1", "token_error_rate"], style="latex").splitlines()
    assert lines[0] == r"% name & samples & $<$=1 & token error rate \\"
    assert lines[1].startswith(r"my\_model \& 50\% \textbackslash{}input\{x\} & 2 & 100.00 & 0.5000 \\ % released/1|")


def test_notes_stand_in_every_style_as_what_is_no_figure() -> None:
    for style, shown in {"plain": "a note -->", "markdown": "<!-- a note - -> -->", "latex": "% a note -->"}.items():
        assert shown in score_table({"x": HALF}, style=style, notes=["a note -->"]).splitlines()


def test_all_measures_have_a_row() -> None:
    assert len(score_table({"x": HALF}, measures=MEASURES).splitlines()) == len(MEASURES) + 2


def test_nothing_is_shown_as_nan() -> None:
    for style in ("plain", "markdown", "latex"):
        table = score_table({"x": score([], [])}, measures=MEASURES, style=style)
        assert table.count("n/a") == len(MEASURES)
        assert "nan" not in table


def test_what_cannot_be_shown_is_named() -> None:
    with pytest.raises(InputError, match="at least one result"):
        score_table({})
    with pytest.raises(InputError, match="a style out of plain, markdown, latex, got 'html'"):
        score_table({"x": HALF}, style="html")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a measure out of"):
        score_table({"x": HALF}, measures=["exprate"])
