"""The own layout: boxes where TeX has them, of every symbol once, at any depth."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from hmer_kit.exceptions import InputError, RenderError
from hmer_kit.latex import normalize
from hmer_kit.visual import BoxLayout, GlyphBox

# Drawn once with pdflatex at 12 pt and 200 dots an inch: token, left, top, right, bottom in whole pixels.
DRAWN = json.loads((Path(__file__).parent / "drawn_by_tex.json").read_text(encoding="utf-8"))


def boxes(latex: str) -> list[GlyphBox]:
    return BoxLayout().boxes(latex)


def named(latex: str) -> dict[str, GlyphBox]:
    return {box.token: box for box in boxes(latex)}


@pytest.mark.parametrize("latex", DRAWN)
def test_boxes_lie_where_tex_has_them(latex: str) -> None:
    ours, theirs = boxes(latex), DRAWN[latex]
    assert [box.token for box in ours] == [row[0] for row in theirs]
    first, drawn = ours[0], theirs[0]
    for box, (_, left, top, right, bottom) in zip(ours, theirs, strict=True):
        assert abs((box.left - first.left) - (left - drawn[1])) < 2.5
        assert abs((box.right - first.left) - (right - drawn[1])) < 2.5
        assert abs((box.top - first.top) - (top - drawn[2])) < 2.5
        assert abs((box.bottom - first.top) - (bottom - drawn[2])) < 2.5


def test_a_script_is_higher_lower_and_smaller() -> None:
    beside, above, below = (boxes(latex)[1] for latex in ("N m", "N ^ { m }", "N _ { m }"))
    assert above.bottom < beside.bottom < below.bottom
    assert above.right - above.left < beside.right - beside.left


def test_scripts_of_scripts_stop_shrinking() -> None:
    row = boxes("x ^ { x ^ { x ^ { x } } }")
    widths = [box.right - box.left for box in row]
    assert widths[0] > widths[1] > widths[2] == pytest.approx(widths[3])


def test_fraction_bar_is_between_its_rows_and_as_wide_as_the_wider() -> None:
    found = named(r"\frac { a + b } { c }")
    bar = found["\\frac"]
    assert found["a"].bottom < bar.top < bar.bottom < found["c"].top
    assert bar.left <= found["a"].left
    assert bar.right >= found["b"].right


def test_root_sign_holds_its_row_and_nothing_else() -> None:
    found = named(r"\sqrt [ 3 ] { x } + 1")
    sign = found["\\sqrt"]
    assert sign.left < found["x"].left < found["x"].right <= sign.right < found["+"].left
    assert found["3"].bottom < sign.bottom


def test_limits_stand_above_and_below_in_display_and_beside_elsewhere() -> None:
    shown = named(r"\sum _ { i } ^ { n }")
    assert shown["n"].bottom < shown["\\sum"].top < shown["\\sum"].bottom < shown["i"].top
    inner = named(r"\frac { \sum _ { i } } { 2 }")
    assert inner["i"].left >= inner["\\sum"].right


def test_matrix_is_a_grid() -> None:
    found = named(r"\begin{matrix} a & b \\ c & d \end{matrix}")
    assert found["a"].center[0] == pytest.approx(found["c"].center[0], abs=1.5)
    assert found["a"].bottom < found["c"].top
    assert found["a"].right < found["b"].left


def test_signs_without_a_left_side_stand_closer() -> None:
    def gap(latex: str) -> float:
        *_, sign, last = boxes(latex)
        return last.left - sign.right

    assert gap("- a") < gap("b - a")


@pytest.mark.parametrize(
    ("latex", "tokens"),
    [
        (r"\sin x", ["s", "i", "n", "x"]),
        (r"a \ldots", ["a", ".", ".", "."]),
        (r"\iint", ["\\int", "\\int"]),
        (r"\binom { n } { k }", ["(", ")", "n", "k"]),
        (r"\hat { x }", ["\\hat", "x"]),
        (r"\overset { a } { b }", ["a", "b"]),
        (r"\boxed { x }", ["\\boxed", "x"]),
        (r"\phantom { x } y", ["y"]),
        (r"\foo x", ["\\foo", "x"]),
        ("中 文", ["中", "文"]),
        (r"a \\ b", ["a", "b"]),
        ("", []),
        (r"\quad \,", []),
        ("{ } ^ { 2 }", ["2"]),
    ],
)
def test_symbols_with_ink(latex: str, tokens: list[str]) -> None:
    assert [box.token for box in boxes(latex)] == tokens


def test_letters_know_their_font_and_digits_have_none() -> None:
    found = boxes(r"\mathbf { x 2 } + \mathrm { d } + y + \sin")
    assert [(box.token, box.font) for box in found[:2]] == [("x", "\\mathbf"), ("2", "")]
    assert {box.token: box.font for box in found}["d"] == "\\mathrm"
    assert {box.token: box.font for box in found}["y"] == ""
    assert {box.token: box.font for box in found}["s"] == "\\mathrm"


@pytest.mark.parametrize("opener", [r"\frac { ", r"\sqrt { ", "x ^ { ", r"\hat { ", "{ ", r"\overset { a } { "])
def test_depth_costs_linear_time_and_raises_nothing(opener: str) -> None:
    closer = " } { 2 }" if "frac" in opener else " }"

    def seconds(depth: int) -> float:
        best = float("inf")
        for _ in range(3):  # the least of them: the garbage of other tests is collected in some
            begun = time.process_time()
            BoxLayout(max_tokens=10**6).boxes(opener * depth + "x" + closer * depth)
            best = min(best, time.process_time() - begun)
        return best

    seconds(10)
    assert seconds(4000) < 40 * (seconds(400) + 0.01)


def test_a_broken_expression_is_mended_and_drawn() -> None:
    assert [box.token for box in boxes(r"\frac { a } { b")] == ["\\frac", "a", "b"]


def test_size_scales_every_box() -> None:
    small, large = (BoxLayout(size=size).boxes(r"\sqrt { x }") for size in (10, 20))
    for one, other in zip(small, large, strict=True):
        assert (other.left, other.top) == pytest.approx((2 * one.left, 2 * one.top))


def test_too_many_tokens_are_refused() -> None:
    with pytest.raises(RenderError, match="at most 2048 tokens to draw, got 100000"):
        boxes("x " * 100_000)


@pytest.mark.parametrize("options", [{"size": 0}, {"size": float("nan")}, {"size": float("inf")}, {"max_tokens": 0}])
def test_impossible_options_are_refused(options: dict) -> None:
    with pytest.raises(InputError, match="expected a positive size and max_tokens"):
        BoxLayout(**options)


@pytest.mark.real_data
def test_every_reference_of_2014_is_drawn_with_known_glyphs(real_data: Path) -> None:
    rows = json.loads((real_data / "predictions" / "unimumer" / "crohme_2014_pred.json").read_text())
    for row in rows:
        found = boxes(normalize(row["gt"], on_error="recover").latex)
        assert found
        assert all(box.left < box.right and box.top < box.bottom for box in found)
