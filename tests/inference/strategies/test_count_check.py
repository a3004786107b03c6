"""Count consistency: the candidate whose symbols are those that the model counts."""

from __future__ import annotations

import json
import random

import pytest

from hmer_kit.counting import count_symbols, dumps_counts
from hmer_kit.data import Record, read_predictions
from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference import Answer, Candidate, check_counts
from hmer_kit.scoring import score, selective_prediction
from predictors import Failing


class Model:
    """Gives plain candidates and a counting answer."""

    def __init__(self, *plain, counting, confidence=None):
        self.plain = Answer(plain[0], confidence, candidates=tuple(map(Candidate, plain)) if len(plain) > 1 else ())
        self.counting = Answer(counting, confidence)

    def predict(self, questions):
        return [self.plain if question.task == "vanilla" else self.counting for question in questions]


def verdict_of(model, **options):
    (verdict,) = check_counts([Record("a", "")], model, **options).verdicts
    return verdict


def test_a_candidate_with_the_counts_takes_the_place_of_one_without():
    verdict = verdict_of(Model("x + x", "x + y", counting="x: 1, +: 1, y: 1\nx - y"))
    assert (verdict.prediction, verdict.decision, verdict.distances) == ("x + y", "replaced", (2, 0, 2))
    assert verdict.confidence == 1.0


def test_the_latex_after_the_counts_is_a_candidate():
    verdict = verdict_of(Model("x + x", counting="x: 1, +: 1, y: 1\nx + y"))
    assert (verdict.prediction, verdict.decision) == ("x + y", "replaced")


def test_a_response_with_the_counts_stays():
    verdict = verdict_of(Model("x + y", "y + x", counting="x: 1, +: 1, y: 1\ny + x"))
    assert (verdict.prediction, verdict.decision, verdict.distances) == ("x + y", "agree", (0, 0, 0))


def test_a_response_stays_where_nothing_is_nearer():
    verdict = verdict_of(Model("x + x", counting="x: 3, +: 1\nx"))
    assert (verdict.prediction, verdict.decision, verdict.distances) == ("x + x", "kept", (1, 3))
    assert verdict.confidence == pytest.approx(1 - 1 / 7)


def test_counts_of_any_dialect_are_understood():
    assert verdict_of(Model("x ^ { 2 }", counting="x: 1, 2: 1\nx")).decision == "agree"
    assert verdict_of(Model("x ^ { 2 }", counting="x: 1, ^: 1, 2: 1\nx")).decision == "agree"


def test_what_parses_comes_before_what_does_not():
    verdict = verdict_of(Model("x + { y", "x + x", counting="x: 1, +: 1, y: 1\nz"))
    assert verdict.prediction == "x + x"


def test_without_counts_the_response_stays_and_is_not_believed():
    verdict = verdict_of(Model("x", counting="I count nothing at all here\ny"))
    assert (verdict.prediction, verdict.decision, verdict.confidence, verdict.counts) == ("x", "no_counts", 0.0, None)
    assert set(verdict.distances) == {None}


def test_where_nothing_is_readable_there_is_no_prediction():
    verdict = verdict_of(Model("", counting="x: 1"))
    assert (verdict.prediction, verdict.decision, verdict.confidence) == ("", "nothing", 0.0)


def test_the_models_own_confidence_takes_part():
    assert verdict_of(Model("x", counting="x: 1\nx", confidence=0.7)).confidence == pytest.approx(0.7)


def test_rows_are_json_with_counts_and_distances():
    (row,) = json.loads(json.dumps(check_counts([Record("a", "")], Model("x", "", counting="x: 1\nx")).rows()))
    assert (row["counts"], row["distances"]) == ({"x": 1}, [0, None, 0])


def test_a_predictor_that_fails_on_the_counts_leaves_the_plain_answers():
    with pytest.raises(PredictorError) as caught:
        check_counts([Record("a", ""), Record("b", "")], Failing(Model("x", counting="x: 1\nx"), after=3), batch_size=1)
    assert [verdict.decision for verdict in caught.value.partial.verdicts] == ["agree", "no_counts"]


def test_no_samples_make_no_call():
    assert check_counts([], Model("x", counting="")).calls == 0


def test_options_of_the_wrong_kind_are_refused():
    with pytest.raises(InputError, match="expected a profile"):
        check_counts([Record("a", "")], Model("x", counting=""), profile="same")


@pytest.mark.real_data
def test_right_counts_choose_the_right_one_of_two_published_predictions(real_data):
    """Counts that are right nine times of ten choose among two models better than either of them reads."""
    folder = real_data / "predictions"
    one = {row.id: row for row in read_predictions(folder / "comer" / "2014_pred.json").records}
    other = {row.id: row for row in read_predictions(folder / "unimumer" / "crohme_2014_pred.json").records}
    records = [row for name, row in other.items() if name in one]
    chance = random.Random(0)
    counted = {row.id: chance.choice(records) if chance.random() < 0.1 else row for row in records}

    class Counting:
        def predict(self, questions):
            return [self.reply(question) for question in questions]

        def reply(self, question):
            texts = (one[question.id].prediction, other[question.id].prediction)
            if question.task == "vanilla":
                return Answer(texts[0], candidates=tuple(map(Candidate, texts)))
            return Answer(dumps_counts(count_symbols(counted[question.id].reference)))

    run = check_counts(records, Counting())
    references = [record.reference for record in records]
    scored = score(run.predictions, references)
    assert (
        scored.expression_rate() > score([row.prediction for row in records], references).expression_rate() + 0.01
    )  # seen: 0.017
    assert selective_prediction(scored, run.confidences).aurc < 0.05
