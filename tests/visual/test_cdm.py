"""CDM over pairs and sets: counts, edge cases, hostile input, processes."""

from __future__ import annotations

import math
import pickle

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import InputError, RenderError
from hmer_kit.visual import (
    BoxLayout,
    GlyphBox,
    PairMatch,
    PairMatcher,
    character_detection_matching,
    match_pair,
)


class Counting:
    """A back end that counts what it is asked for, and refuses some of it."""

    name = "counting/1"

    def __init__(self, refused: str = "\0") -> None:
        self.refused = refused
        self.asked: list[str] = []

    def boxes(self, latex: str) -> list[GlyphBox]:
        self.asked.append(latex)
        if self.refused in latex:
            raise RenderError("refused")
        return BoxLayout().boxes(latex)


@pytest.mark.parametrize(
    ("prediction", "reference", "matched", "n_prediction", "n_reference"),
    [
        ("x + 2", "x + 3", 2, 3, 3),
        ("x + 3 y", "x + 3", 3, 4, 3),
        ("x +", "x + 3", 2, 2, 3),
        (r"\frac { b } { a } + c", r"\frac { a } { b } + c", 3, 5, 5),
        (r"\foo x + 1", "x + 1", 3, 4, 3),
    ],
)
def test_counts(prediction: str, reference: str, matched: int, n_prediction: int, n_reference: int) -> None:
    assert match_pair(prediction, reference) == PairMatch(matched, n_prediction, n_reference)


def test_f1_precision_and_recall_are_shares_of_the_counts() -> None:
    pair = PairMatch(3, 4, 5)
    assert (pair.precision, pair.recall, pair.f1) == (3 / 4, 3 / 5, 6 / 9)
    assert not pair.is_exact


@pytest.mark.parametrize(("prediction", "reference", "f1"), [("", "", 1), ("", "x", 0), ("x", "", 0), (r"\,", "", 1)])
def test_empty_expressions(prediction: str, reference: str, f1: float) -> None:
    pair = match_pair(prediction, reference)
    assert (pair.f1, pair.precision, pair.recall) == (f1, f1, f1)


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        (r"a \ne b", r"a \neq b"),
        (r"a \lt b", "a < b"),
        (r"\left ( a \right )", "( a )"),
        (r"\frac 1 2", r"\frac{1}{2}"),
    ],
)
def test_spellings_of_one_symbol_are_equal(prediction: str, reference: str) -> None:
    for threshold in (20, 5, 1):
        assert match_pair(prediction, reference, residual_threshold=threshold).is_exact


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        ("N m", "N _ { m }"),
        ("2 _ { 2 }", "2 ^ { 2 }"),
        ("x 2", "x ^ { 2 }"),
        ("x 2 + y = z", "x ^ { 2 } + y = z"),
        ("x ^ { 2 } + y = z", "x _ { 2 } + y = z"),
        ("a _ { i } j", "a _ { i j }"),
        (r"\sqrt { a } b", r"\sqrt { a b }"),
        (r"\mathbf { x } + 1", "x + 1"),
        (r"\varphi + 1", r"\phi + 1"),
        (r"a , \cdots , b", r"a , \ldots , b"),
    ],
)
def test_position_aware_sees_what_the_published_threshold_does_not(prediction: str, reference: str) -> None:
    assert match_pair(prediction, reference, residual_threshold=20).is_exact
    assert not match_pair(prediction, reference, residual_threshold=5).is_exact
    assert not match_pair(reference, prediction, residual_threshold=5).is_exact


def test_equal_pairs_are_not_drawn_and_others_once() -> None:
    backend = Counting()
    preds = ["x", "x^2", "a + b", "a + b", "c + d"]
    target = ["x", "x ^ { 2 }", "a + c", "a + c", "a + c"]
    result = character_detection_matching(preds, target, backend=backend)
    assert [pair.is_same for pair in result.pairs] == [True, True, False, False, False]
    assert backend.asked == ["a + b", "a + c", "c + d"]


def test_cache_is_bounded() -> None:
    backend = Counting()
    matcher = PairMatcher(backend=backend, cache_size=1)
    for latex in ("a", "b", "a"):
        matcher.match(latex, "x")
    assert len(backend.asked) == 6


def test_a_reference_that_cannot_be_drawn_stays_in_the_denominator_and_is_named() -> None:
    result = character_detection_matching(
        ["a + 1", "x", "q", "q"], ["a q", "x", "q", "y"], backend=Counting("q"), ids=["one", "two", "three", "four"]
    )
    assert result.n == 4
    assert [pair.f1 for pair in result.pairs] == [0, 1, 1, 0]
    assert (result.n_unrendered, result.unrendered, result.unrendered_predictions) == (1, ("one",), ("four",))
    assert result.expression_rate == 0.5
    assert "unrendered:1" in result.signature


def test_malformed_latex_is_not_drawn_unless_it_is_to_be_mended() -> None:
    broken, whole = r"\frac { a } { b", r"\frac { a } { b }"
    strict = character_detection_matching([broken, broken, whole], [whole, broken, broken])
    assert [pair.f1 for pair in strict.pairs] == [0, 1, 0]
    assert (strict.unrendered_predictions, strict.unrendered) == (("0",), ("2",))
    mended = character_detection_matching([broken], [whole], malformed="recover")
    assert mended.f1 == 1
    assert "malformed:recover" in mended.signature


def test_rates_are_means_over_samples() -> None:
    result = character_detection_matching(["x + 2", "x", "y"], ["x + 3", "x", "z"])
    assert result.f1 == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert result.expression_rate == pytest.approx(1 / 3)
    assert result.table().startswith("ExpRate@CDM 33.33 % (1 of 3), F1 0.5556")


def test_no_samples_no_rates() -> None:
    result = character_detection_matching([], [])
    assert math.isnan(result.f1)
    assert math.isnan(result.expression_rate)
    assert result.table() == "ExpRate@CDM n/a (0 of 0)"


def test_no_pair_scores_nan() -> None:
    for prediction in ("", "{", "x", r"\foo", "\\", "中", "x ^ ^ 2"):
        for reference in ("", "{", "x", r"\frac { a }"):
            assert 0 <= match_pair(prediction, reference).f1 <= 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["x"], ["x", "y"]), "one reference for each prediction, got 1 preds and 2 target"),
        (([None], ["x"]), r"a str of LaTeX as preds\[0\], got NoneType"),
        ((["x"], [None]), r"a str of LaTeX as target\[0\], got NoneType"),
        (("x", "x"), "preds as a list of strings, got str"),
        ((None, []), "preds as a list of strings, got NoneType"),
    ],
)
def test_wrong_arguments_are_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(InputError, match=message):
        character_detection_matching(*arguments)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ids": ["a", "b"]}, "one id for each prediction, got 2 ids and 1 preds"),
        ({"workers": 0}, "workers as a number of processes from 1, got 0"),
        ({"malformed": "ignore"}, "malformed out of unrendered, recover, got 'ignore'"),
        ({"residual_threshold": 0}, "a positive residual_threshold"),
    ],
)
def test_wrong_options_are_refused(options: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        character_detection_matching(["x"], ["x"], **options)


def test_processes_give_what_one_process_gives() -> None:
    preds = ["x", "a + b", r"\frac { a } { b", "", "x ^ { 2 }", r"\sqrt { x } + 1"] * 3
    target = ["x", "a + c", r"\frac { a } { b }", "y", "x 2", r"\sqrt { x + 1 }"] * 3
    alone = character_detection_matching(preds, target, residual_threshold=5)
    shared = character_detection_matching(preds, target, residual_threshold=5, workers=2)
    assert shared == alone


def test_a_matcher_goes_to_another_process_with_all_it_was_given() -> None:
    matcher = PairMatcher(residual_threshold=4, malformed="recover", backend=BoxLayout(size=20, max_tokens=7))
    copy = pickle.loads(pickle.dumps(matcher))  # noqa: S301 - ours
    assert copy.signature == matcher.signature
    assert (copy.backend.size, copy.backend.max_tokens) == (20, 7)


@pytest.mark.parametrize(
    "latex",
    [
        " ".join("abcd"[at % 4] for at in range(100_000)),
        "{ " * 20_000,
        "x ^ { " * 1000 + "}" * 1000,
        r"\frac { " * 600 + "x" + " } { 2 }" * 600,
        r"\begin{matrix} " * 200,
        "\u202e\u0000 \ud800 é 中 " * 50,
        r"\input { /etc/passwd } \write 18 { ls }",
        r"\def \a { \a \a } \a",
    ],
    ids=["long", "open", "scripts", "nested", "environments", "unicode", "files", "loop"],
)
def test_hostile_predictions_end_soon_with_a_score(latex: str) -> None:
    with hang_guard():
        for malformed in ("unrendered", "recover"):
            for threshold in (20, 5):
                pair = match_pair(latex, "x + 1", residual_threshold=threshold, malformed=malformed)
                assert 0 <= pair.f1 < 1


def test_two_long_expressions_end_soon() -> None:
    with hang_guard():
        long = [" ".join("abcdefgh"[at * step % 8] for at in range(1500)) for step in (1, 3)]
        assert 0 < match_pair(*long).f1 < 1
