"""A predictor that fails amid detection and correction: the trails up to there are kept."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import PredictorError
from hmer_kit.inference import CorrectionRun, CountsAgree, Outcome, detect_and_correct
from predictors import Failing, Knowing

REFERENCES = {"a": "x + a", "b": "y", "c": "z ^ { 2 }"}
RECORDS = [Record("a", "", prediction="x + d"), Record("b", "", prediction="y"), Record("c", "", prediction="z 2")]


def interrupted(*, after, **options):
    with pytest.raises(PredictorError) as caught:
        detect_and_correct(RECORDS, Failing(Knowing(REFERENCES), after=after), **options)
    assert isinstance(caught.value.partial, CorrectionRun)
    return caught.value


def outcomes(run):
    return [[(step.round, step.task, step.outcome) for step in trail.steps] for trail in run.trails]


def test_a_failure_at_once_leaves_trails_without_steps():
    error = interrupted(after=0)
    assert error.partial.predictions == ["x + d", "y", "z 2"]
    assert [trail.ending for trail in error.partial.trails] == [Outcome.INTERRUPTED] * 3
    assert error.answered == ()


def test_a_failure_in_a_later_round_leaves_the_accepted_corrections():
    run = interrupted(after=2).partial
    assert run.predictions == ["x + a", "y", "z ^ { 2 }"]
    assert [trail.ending for trail in run.trails] == [Outcome.INTERRUPTED, Outcome.NOTHING_MARKED, Outcome.INTERRUPTED]
    assert outcomes(run)[0] == [(1, "error_detection", Outcome.MARKED), (1, "error_correction", Outcome.ACCEPTED)]
    assert run.calls == 3
    assert "interrupted 2" in run.summary()


def test_a_failure_between_marks_and_correction_leaves_the_marks():
    run = interrupted(after=1).partial
    assert run.predictions == ["x + d", "y", "z 2"]
    assert outcomes(run) == [
        [(1, "error_detection", Outcome.MARKED)],
        [(1, "error_detection", Outcome.NOTHING_MARKED)],
        [(1, "error_detection", Outcome.MARKED)],
    ]


def test_what_the_same_step_had_in_answers_already_is_there():
    error = interrupted(after=2, batch_size=1)
    assert error.ids == ("c",)
    assert [(each.question.id, each.question.task) for each in error.answered] == [
        ("a", "error_detection"),
        ("b", "error_detection"),
    ]
    assert error.answered[0].read.latex == "x + d"


def test_a_failure_of_a_guards_question_leaves_the_correction_it_was_about():
    run = interrupted(after=2, guards=[CountsAgree()]).partial
    assert run.predictions == ["x + d", "y", "z 2"]
    step = run.trails[0].steps[-1]
    assert (step.task, step.outcome, step.reason) == ("error_correction", Outcome.INTERRUPTED, "guard: counts_agree")
    assert step.read.latex == "x + a"
    json.dumps(run.rows())
