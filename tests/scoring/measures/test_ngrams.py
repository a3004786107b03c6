"""BLEU against nltk, the implementation that the released script calls."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import NgramCounts, bleu_from_counts, count_ngrams, score, sum_counts

TOKENS = st.lists(st.sampled_from("abc"), max_size=15)
PAIRS = st.lists(st.tuples(TOKENS, TOKENS), min_size=1, max_size=6)


def nltk_bleu(pairs: list[tuple[list[str], list[str]]], *, n_gram: int = 4) -> float:
    weights = tuple(1 / n_gram for _ in range(n_gram))
    smooth = SmoothingFunction().method4
    references, predictions = [[reference] for _, reference in pairs], [prediction for prediction, _ in pairs]
    return float(corpus_bleu(references, predictions, weights=weights, smoothing_function=smooth))


def our_bleu(pairs: list[tuple[list[str], list[str]]], *, n_gram: int = 4) -> float:
    return bleu_from_counts(sum_counts([count_ngrams(p, t, n_gram=n_gram) for p, t in pairs], n_gram=n_gram))


@settings(deadline=None)  # the machine may be busy
@given(PAIRS, st.integers(1, 6))
@example([(["a"], ["a"])], 4)  # one token in all: nltk does not smooth, and leaves the empty orders out
@example([(["a"], ["a", "b"]), ([], ["c"])], 4)
@example([([], ["a"])], 4)
@example([([], [])], 4)
@example([(["a", "b"], ["b", "a"])], 4)  # three orders without a match
def test_equals_nltk(pairs: list[tuple[list[str], list[str]]], n_gram: int) -> None:
    assert our_bleu(pairs, n_gram=n_gram) == pytest.approx(nltk_bleu(pairs, n_gram=n_gram), abs=1e-12)


@settings(deadline=None)  # the machine may be busy
@given(PAIRS)
def test_sums_do_not_depend_on_the_batches(pairs: list[tuple[list[str], list[str]]]) -> None:
    counts = [count_ngrams(p, t) for p, t in pairs]
    half = len(counts) // 2
    assert sum_counts([sum_counts(counts[:half]), sum_counts(counts[half:])]) == sum_counts(counts)


def test_a_short_sentence_adds_one_to_the_orders_it_lacks() -> None:
    assert count_ngrams(["a", "b"], ["a", "c"]).totals == (2, 1, 1, 1)


def test_matches_are_clipped_to_the_reference() -> None:
    assert count_ngrams(["a"] * 7, ["a", "b", "a"]).matches[0] == 2


def test_no_token_in_common_is_zero() -> None:
    assert our_bleu([(["a"], ["b"])]) == 0.0


def test_no_samples_are_nan() -> None:
    assert math.isnan(our_bleu([]))
    assert sum_counts([]) == NgramCounts((0, 0, 0, 0), (0, 0, 0, 0), 0, 0)


@pytest.mark.parametrize("n_gram", [0, -1, 2.0, True, None])
def test_order_is_a_positive_integer(n_gram) -> None:
    with pytest.raises(InputError, match="n_gram as a positive integer"):
        count_ngrams(["a"], ["a"], n_gram=n_gram)


def test_counts_of_other_orders_do_not_add() -> None:
    with pytest.raises(InputError, match="orders 1 to 4, got 2 orders"):
        sum_counts([count_ngrams(["a"], ["a"], n_gram=2)])


def test_score_uses_these_counts() -> None:
    preds, target = ["a b c d", "b"], ["a b c e", "b"]
    pairs = [(p.split(), t.split()) for p, t in zip(preds, target, strict=True)]
    assert score(preds, target).bleu == pytest.approx(nltk_bleu(pairs), abs=1e-12)
