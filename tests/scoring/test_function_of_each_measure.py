"""There is one function for every measure, under the measure's own name, and it gives the measure's number."""

from __future__ import annotations

import pytest

from hmer_kit import scoring
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import MEASURES, bleu_measure, score

NAMES = [name for name in MEASURES if not name.startswith("expression_rate_")]  # those are tolerances of one function
PREDS = [r"\frac { a } { b } + c", "x _ 2", "{ y", "", "x + " * 300]
TARGET = [r"\frac { a } { d } + c", "x ^ { 2 }", "y", "z", "x + y"]


@pytest.mark.parametrize("protocol", ["released", "label_graph", "characters"])
@pytest.mark.parametrize("name", NAMES)
def test_a_function_gives_the_number_of_its_measure(name: str, protocol: str) -> None:
    function = getattr(scoring, name)
    assert function(PREDS, TARGET, protocol=protocol) == score(PREDS, TARGET, protocol=protocol).rate(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_function_refuses_what_score_refuses(name: str) -> None:
    with pytest.raises(InputError, match="got 1 preds and 2 target"):
        getattr(scoring, name)(["x"], ["x", "y"])


def test_functions_of_a_measure_with_an_option_take_it() -> None:
    result = score(PREDS, TARGET)
    for tolerance in (1, 5):
        assert scoring.expression_rate(PREDS, TARGET, tolerance=tolerance) == result.expression_rate(tolerance)
    for n_gram in (1, 2):
        assert scoring.bleu(PREDS, TARGET, n_gram=n_gram) == result.rate(bleu_measure(n_gram))


def test_no_function_is_left_over() -> None:
    assert {*scoring.functions.__all__} == {*NAMES, "score"}
