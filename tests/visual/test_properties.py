"""What holds for every expression, and for what is none."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.latex import normalize
from hmer_kit.visual import BoxLayout, PairMatcher, is_visually_equal
from strategies import DAMAGED, EXPRESSIONS, HEAPS, TEXTS, tight

MATCHERS = [PairMatcher(residual_threshold=threshold, malformed="recover") for threshold in (20, 5)]
ANY = st.one_of(EXPRESSIONS, HEAPS, DAMAGED, TEXTS)


@given(ANY, ANY)
@settings(deadline=None, max_examples=150)
def test_every_pair_has_a_score_between_0_and_1(prediction: str, reference: str) -> None:
    for matcher in MATCHERS:
        pair = matcher.match(prediction, reference)
        assert 0 <= pair.f1 <= 1
        assert pair.matched <= min(pair.n_prediction, pair.n_reference)


@given(EXPRESSIONS)
@settings(deadline=None)
def test_what_looks_the_same_is_exact_in_every_measure(latex: str) -> None:
    for other in (tight(latex), normalize(latex).latex):
        assert is_visually_equal(latex, other)
        assert all(matcher.match(latex, other).is_exact for matcher in MATCHERS)


@given(ANY)
@settings(deadline=None, max_examples=150)
def test_every_box_has_an_extent_and_a_symbol(latex: str) -> None:
    for box in BoxLayout(max_tokens=10**5).boxes(latex):
        assert box.token
        assert box.left <= box.right
        assert box.top <= box.bottom
