"""Voting: who is counted together, who wins, how sure that is, and what is left where a predictor fails."""

from __future__ import annotations

import json
import math

import pytest
from PIL import Image

from hmer_kit.data import Record, read_predictions
from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference import Answer, Candidate, vote
from hmer_kit.scoring import score, selective_prediction
from hmer_kit.tasks import ErrorDetection, SymbolCounting, TreeCoT, Vanilla
from predictors import Failing, Written

SAMPLE = [Record("a", "")]


def says(*texts, scores=None, confidence=None, finishes=None):
    """A predictor that gives these candidates to every question; one alone is no candidate."""
    scores = scores or [None] * len(texts)
    finishes = finishes or [None] * len(texts)
    candidates = tuple(Candidate(*each[:2], finish=each[2]) for each in zip(texts, scores, finishes, strict=True))
    first = Answer(texts[0], confidence, scores[0], finish=finishes[0])
    if len(texts) > 1:
        first = Answer(texts[0], confidence, scores[0], finish=finishes[0], candidates=candidates)
    return Written({"a": first})


def verdict_of(*arguments, **options):
    (verdict,) = vote(SAMPLE, *arguments, **options).verdicts
    return verdict


def test_candidates_of_one_answer_vote_by_their_normal_forms():
    verdict = verdict_of(says("x^2", "y", "x ^ { 2 }", "x ^ 2", "z"))
    assert [(ballot.votes, ballot.sources) for ballot in verdict.ballots] == [
        (3, ("vanilla#1", "vanilla#3", "vanilla#4")),
        (1, ("vanilla#2",)),
        (1, ("vanilla#5",)),
    ]
    assert (verdict.confidence, verdict.decision) == (0.6, "majority")


def test_the_commonest_spelling_of_the_winners_is_the_prediction():
    assert verdict_of(says("x^2", "x ^ { 2 }", "x ^ { 2 }")).prediction == "x ^ { 2 }"


def test_of_equally_common_spellings_the_likelier_is_taken_then_the_first():
    assert verdict_of(says("x^2", "x ^ { 2 }", scores=[-3.0, -1.0])).prediction == "x ^ { 2 }"
    assert verdict_of(says("x^2", "x ^ { 2 }")).prediction == "x^2"


@pytest.mark.parametrize(
    ("texts", "decision"),
    [
        (("x",), "unanimous"),
        (("x", "x"), "unanimous"),
        (("x", "x", "y"), "majority"),
        (("x", "x", "y", "z"), "plurality"),
        (("x", "y"), "tie"),
        (("x", "x", "y", "y", "z"), "tie"),
    ],
)
def test_decisions_say_how_clear_it_was(texts, decision):
    assert verdict_of(says(*texts)).decision == decision


def test_a_tie_goes_to_the_higher_total_probability():
    verdict = verdict_of(says("x", "y", scores=[-2.0, -1.0]))
    assert (verdict.prediction, verdict.decision, verdict.confidence) == ("y", "tie", 0.5)


def test_a_tie_without_scores_goes_to_the_first():
    assert verdict_of([says("x"), says("y")]).prediction == "x"
    assert verdict_of([says("y"), says("x")]).prediction == "y"


def test_latex_that_does_not_parse_stands_with_itself_and_behind_what_parses():
    verdict = verdict_of(says("{ x", "{ x", "{  x", "y"))
    assert verdict.prediction == "y"
    assert verdict.confidence == 0.25
    assert [(ballot.votes, ballot.parses) for ballot in verdict.ballots] == [(1, True), (3, False)]


def test_where_nothing_parses_the_commonest_wins():
    verdict = verdict_of(says("{ y", "{ x", "{ x"))
    assert (verdict.prediction, verdict.decision) == ("{ x", "majority")


def test_unreadable_answers_abstain_and_take_from_the_confidence():
    verdict = verdict_of(says("x", "", "I cannot read this formula", "x + 1", finishes=[None, None, None, "length"]))
    assert (verdict.prediction, verdict.confidence, verdict.decision) == ("x", 0.25, "plurality")
    assert [reading.problem for reading in verdict.abstained] == ["no_latex", "prose", "length"]


def test_where_nothing_is_readable_there_is_no_prediction():
    verdict = verdict_of(says("", "x +", finishes=[None, "loop"]))
    assert (verdict.prediction, verdict.confidence, verdict.decision) == ("", 0.0, "nothing")


def test_scores_weigh_candidates_within_their_answer():
    model = says("x", "y", "z", scores=[math.log(0.3), math.log(0.2), math.log(0.1)])
    verdict = verdict_of([model, says("y", scores=[-9.0])], weigh="score")
    assert verdict.prediction == "y"
    assert [round(ballot.weight, 6) for ballot in verdict.ballots] == [1.333333, 0.5, 0.166667]
    assert verdict.confidence == pytest.approx((1 + 1 / 3) / 2)


def test_confidences_weigh_answers():
    verdict = verdict_of(
        [says("x", confidence=0.9), says("y", confidence=0.3), says("y", confidence=0.4)], weigh="confidence"
    )
    assert (verdict.prediction, verdict.confidence) == ("x", pytest.approx(0.9 / 1.6))


def test_weights_of_models_count():
    assert verdict_of([says("x"), says("y")], weights=[1, 2]).prediction == "y"
    assert verdict_of({"small": says("x"), "large": says("y")}, weights=[0, 1]).confidence == 1.0


def test_models_have_their_names_in_the_evidence():
    ballots = verdict_of({"small": says("x"), "large": says("x", "y")}).ballots
    assert ballots[0].sources == ("small/vanilla", "large/vanilla#1")


def test_tasks_of_one_model_vote_each_by_its_own_reader():
    replies = {"vanilla": "x", "tree_cot": "x\n\t2 (sup)\nx ^ { 2 }", "symbol_counting": "x: 1, ^: 1, 2: 1\nx^2"}

    class Model:
        def predict(self, questions):
            return [Answer(replies[question.task]) for question in questions]

    verdict = verdict_of(Model(), tasks=[Vanilla(), TreeCoT(), SymbolCounting()])
    assert verdict.prediction == "x ^ { 2 }"
    assert verdict.ballots[0].sources == ("tree_cot", "symbol_counting")


def test_prompts_of_one_task_are_told_apart():
    model = says("x")
    verdict = verdict_of(model, tasks=[Vanilla(), Vanilla(prompt="Read it.")])
    assert verdict.ballots[0].sources == ("vanilla1", "vanilla2")
    assert len(model.calls) == 2


def test_pictures_are_samples_called_by_their_place():
    picture = Image.new("L", (4, 3), 255)
    run = vote([picture, picture], Written({"0": Answer("x"), "1": Answer("y")}))
    assert [(verdict.id, verdict.prediction) for verdict in run.verdicts] == [("0", "x"), ("1", "y")]


def test_no_samples_make_no_call():
    run = vote([], Written({}))
    assert (run.verdicts, run.calls) == ((), 0)
    assert run.summary() == "0 samples: none; mean confidence 0.000, 0 calls"


def test_rows_are_json_with_every_ballot():
    rows = json.loads(json.dumps(vote(SAMPLE, says("x", "", "y", "x")).rows()))
    assert rows[0]["ballots"][0] == {
        "latex": "x", "votes": 2, "weight": 2.0, "sources": ["vanilla#1", "vanilla#4"], "parses": True,
    }  # fmt: skip
    assert rows[0]["abstained"][0]["problem"] == "no_latex"


def test_the_size_of_a_batch_changes_nothing_but_the_calls():
    records = [Record(name, "") for name in "abcde"]
    model = {name: Answer(f"{name} ^ 2") for name in "abcde"}
    whole, parted = vote(records, Written(model)), vote(records, Written(model), batch_size=2)
    assert whole.verdicts == parted.verdicts
    assert (whole.calls, parted.calls) == (1, 3)


def test_a_failing_predictor_leaves_what_was_answered_before():
    records = [Record(name, "") for name in "abcd"]
    good = Written({name: Answer(name) for name in "abcd"})
    with pytest.raises(PredictorError) as caught:
        vote(records, {"good": good, "bad": Failing(good, after=1)}, batch_size=2)
    partial = caught.value.partial
    assert caught.value.ids == ("c", "d")
    assert partial.predictions == ["a", "b", "c", "d"]
    assert [len(verdict.ballots[0].sources) for verdict in partial.verdicts] == [2, 2, 1, 1]
    assert partial.calls == 4


def test_samples_without_an_answer_are_not_in_what_is_left():
    records = [Record(name, "") for name in "abcd"]
    good = Written({name: Answer(name) for name in "abcd"})
    with pytest.raises(PredictorError) as caught:
        vote(records, Failing(good, after=1), batch_size=2)
    assert [verdict.id for verdict in caught.value.partial.verdicts] == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weigh": "luck"}, "votes, score, confidence"),
        ({"weigh": "score"}, "score in every answer, got None from vanilla"),
        ({"weigh": "confidence"}, "confidence in every answer"),
        ({"weights": [1, 2]}, "each of 1 predictors"),
        ({"weights": [-1]}, "0 or more"),
        ({"weights": [0]}, "one above 0"),
        ({"tasks": []}, "at least one task"),
        ({"tasks": [ErrorDetection()]}, "picture alone"),
        ({"profile": "same"}, "expected a profile"),
        ({"batch_size": 0}, "batch_size"),
    ],
)
def test_options_of_the_wrong_kind_are_refused(options, said):
    with pytest.raises(InputError, match=said):
        vote(SAMPLE, says("x"), **options)


@pytest.mark.parametrize("predictors", [[], {}, "model", [1]])
def test_what_does_not_predict_is_refused(predictors):
    with pytest.raises(InputError, match="predictor"):
        vote(SAMPLE, predictors)


def two_models(real_data, year):
    folder = real_data / "predictions"
    better = {row.id: row for row in read_predictions(folder / "unimumer" / f"crohme_{year}_pred.json").records}
    other = {row.id: row for row in read_predictions(folder / "comer" / f"{year}_pred.json").records}
    records = [row for name, row in better.items() if name in other]
    models = [Written({row.id: Answer(rows[row.id].prediction) for row in records}) for rows in (better, other)]
    return records, models


@pytest.mark.real_data
@pytest.mark.parametrize(("year", "samples"), [("2014", 985), ("2016", 1147)])
def test_two_published_models_that_agree_are_right_far_more_often(real_data, year, samples):
    records, models = two_models(real_data, year)
    assert len(records) == samples
    references = [record.reference for record in records]
    run = vote(records, models)
    scored = score(run.predictions, references)
    assert scored.expression_rate() == score([row.prediction for row in records], references).expression_rate()
    found = selective_prediction(scored, run.confidences)
    blind = selective_prediction(scored, [1.0] * samples)
    assert found.aurc < 0.55 * blind.aurc  # seen: 0.43 and 0.46 of it
    assert found.coverage_at_risk(0.1) > 0.55  # seen: 0.62 and 0.60; without the vote 0


@pytest.mark.real_data
@pytest.mark.parametrize("year", ["2014", "2016"])
def test_a_model_that_votes_with_another_gains_what_it_wrote_that_does_not_parse(real_data, year):
    records, (better, other) = two_models(real_data, year)
    references = [record.reference for record in records]
    alone = score(vote(records, other).predictions, references).expression_rate()
    together = score(vote(records, [other, better]).predictions, references).expression_rate()
    assert together > alone + 0.015  # seen: 0.022 and 0.024


def test_what_a_predictor_answered_of_the_batch_it_failed_in_is_kept():
    class Half:
        def predict(self, questions):
            raise PredictorError("no answer to b", ids=["b"], answers=[Answer("x"), None])

    with pytest.raises(PredictorError, match="no answer to b") as caught:
        vote([Record("a", ""), Record("b", "")], Half())
    assert caught.value.ids == ("b",)
    assert [(verdict.id, verdict.prediction) for verdict in caught.value.partial.verdicts] == [("a", "x")]
