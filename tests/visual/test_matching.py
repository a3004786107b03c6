"""Matching of boxes: symbols one to one, at the places that most others agree on."""

from __future__ import annotations

import sys

import pytest

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.visual import (
    COMPARABLE,
    POSITION_AWARE,
    BoxLayout,
    GlyphBox,
    MatchProfile,
    get_match_profile,
    match_boxes,
)


def row(tokens: str, *, dx: float = 0.0, dy: float = 0.0, zoom: float = 1.0) -> list[GlyphBox]:
    return [
        GlyphBox(token, zoom * 30 * at + dx, dy - zoom * 20, zoom * (30 * at + 20) + dx, dy)
        for at, token in enumerate(tokens)
    ]


def matched(prediction: list[GlyphBox], reference: list[GlyphBox], profile: MatchProfile = COMPARABLE) -> list[str]:
    return [reference[at].token for _, at in match_boxes(prediction, reference, profile=profile).pairs]


def test_equal_boxes_match_in_order() -> None:
    assert match_boxes(row("abcd"), row("abcd")).pairs == ((0, 0), (1, 1), (2, 2), (3, 3))


@pytest.mark.parametrize("profile", [COMPARABLE, POSITION_AWARE])
def test_a_shift_of_the_whole_does_not_count(profile: MatchProfile) -> None:
    assert matched(row("abcd", dx=300, dy=-70), row("abcd"), profile) == list("abcd")


def test_a_zoom_counts_only_where_positions_do() -> None:
    assert matched(row("abcde", zoom=1.5), row("abcde")) == list("abcde")
    assert matched(row("abcde", zoom=1.5), row("abcde"), POSITION_AWARE) == []


def test_another_symbol_at_the_same_place_is_no_match() -> None:
    assert matched(row("abxd"), row("abcd")) == list("abd")


def test_one_symbol_matches_once() -> None:
    assert len(match_boxes(row("aaaa"), row("aa")).pairs) == 2


def test_a_symbol_too_far_from_its_place_is_no_match() -> None:
    moved = row("abcdef")
    moved[5] = GlyphBox("f", 150, 40, 170, 60)
    assert matched(moved, row("abcdef")) == list("abcde")


def test_two_parts_that_moved_apart_fit_in_two_rounds() -> None:
    reference = row("abcdefghij")
    apart = reference[:5] + [GlyphBox(b.token, b.left + 90, b.top, b.right + 90, b.bottom) for b in reference[5:]]
    assert matched(apart, reference, POSITION_AWARE) == list("abcdefghij")


def test_threshold_decides_between_near_and_far() -> None:
    moved = row("abcdefgh")
    moved[4] = GlyphBox("e", 120, -32, 140, -12)
    assert "e" in matched(moved, row("abcdefgh"))
    assert "e" not in matched(moved, row("abcdefgh"), POSITION_AWARE)


def test_two_symbols_always_fit_by_the_published_rule_and_not_if_positions_count() -> None:
    above = [GlyphBox("a", 0, 0, 20, 20), GlyphBox("b", 0, -90, 20, -70)]
    below = [GlyphBox("a", 0, 0, 20, 20), GlyphBox("b", 0, 70, 20, 90)]
    assert matched(above, below) == ["a", "b"]
    assert matched(above, below, POSITION_AWARE) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("\\cdot", "."), ("\\varphi", "\\phi"), ("\\widehat", "\\hat"), ("\\longrightarrow", "\\rightarrow")],
)
def test_look_alikes_are_one_symbol_only_where_positions_do_not_count(one: str, other: str) -> None:
    first, second = ([GlyphBox(token, 0, 0, 9, 9)] for token in (one, other))
    assert len(match_boxes(first, second).pairs) == 1
    assert len(match_boxes(first, second, profile=POSITION_AWARE).pairs) == 0


def test_fonts_are_one_only_where_positions_do_not_count() -> None:
    bold, plain = GlyphBox("x", 0, 0, 9, 9, "\\mathbf"), GlyphBox("x", 0, 0, 9, 9)
    assert len(match_boxes([bold], [plain]).pairs) == 1
    assert len(match_boxes([bold], [plain], profile=POSITION_AWARE).pairs) == 0


def test_no_boxes_no_matches() -> None:
    assert match_boxes([], row("a")).pairs == match_boxes(row("a"), []).pairs == match_boxes([], []).pairs == ()


def test_the_same_input_gives_the_same_matches() -> None:
    boxes = [
        BoxLayout().boxes(latex) for latex in (r"\frac { a + b } { c } - d ^ { 2 } x", r"\frac { c } { a b } - d x")
    ]
    assert len({match_boxes(*boxes).pairs for _ in range(5)}) == 1


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), None, "20", True])
def test_impossible_thresholds_are_refused(value: object) -> None:
    with pytest.raises(InputError, match="expected a positive residual_threshold"):
        get_match_profile(value)


def test_signature_names_profile_and_threshold() -> None:
    assert get_match_profile(20) == COMPARABLE
    assert get_match_profile(5) == POSITION_AWARE
    assert get_match_profile(2.5).signature == "position_aware/1+threshold=2.5"


def test_without_scipy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'hmer_kit\[visual\]'"):
        match_boxes(row("a"), row("a"))


def test_what_has_no_height_is_matched_without_a_word() -> None:
    bar = [GlyphBox("\\frac", 0.0, 5.0, 30.0, 5.0)]
    letter = [GlyphBox("a", 0.0, 0.0, 10.0, 14.0)]
    assert match_boxes(bar, letter).pairs == ()
    assert match_boxes(bar, bar).pairs == ((0, 0),)
