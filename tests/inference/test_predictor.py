"""What a predictor may and may not do, and what is said of it."""

from __future__ import annotations

import pickle

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import HmerKitError, InputError, PredictorError
from hmer_kit.inference import Answer, Predictor, detect_and_correct
from predictors import Knowing


class Saying:
    """Returns what it was made with."""

    def __init__(self, answers):
        self.answers = answers

    def predict(self, questions):
        if isinstance(self.answers, Exception):
            raise self.answers
        return self.answers


RECORDS = [Record(f"sample-{number}", "", prediction="x") for number in range(12)]


@pytest.mark.parametrize("answers", [[], [Answer("x")] * 11, [Answer("x")] * 13])
def test_the_wrong_number_of_answers_names_task_and_samples(answers):
    with pytest.raises(
        PredictorError, match=f"12 answers .*error_detection.*'sample-0'.* and 2 more, got {len(answers)}"
    ) as caught:
        detect_and_correct(RECORDS, Saying(answers))
    assert caught.value.ids == tuple(record.id for record in RECORDS)


def test_a_predictor_that_raises_is_named_with_its_samples_and_its_cause():
    with pytest.raises(PredictorError, match=r"raised ValueError on .*'sample-0'.*: out of memory") as caught:
        detect_and_correct(RECORDS, Saying(ValueError("out of memory")), batch_size=1)
    assert caught.value.ids == ("sample-0",)
    assert isinstance(caught.value.__cause__, ValueError)


def test_only_the_batch_that_failed_is_named():
    class Failing(Knowing):
        def predict(self, questions):
            if any(question.id == "sample-7" for question in questions):
                raise RuntimeError
            return super().predict(questions)

    with pytest.raises(PredictorError) as caught:
        detect_and_correct(RECORDS, Failing({record.id: "x" for record in RECORDS}), batch_size=2)
    assert caught.value.ids == ("sample-6", "sample-7")


@pytest.mark.parametrize(
    ("answers", "said"), [("x" * 12, "got str"), (None, "got NoneType"), (["x"] * 12, "Answer\\(text\\)")]
)
def test_answers_of_another_kind_are_named(answers, said):
    with pytest.raises(PredictorError, match=said):
        detect_and_correct(RECORDS, Saying(answers))


def test_what_is_no_predictor_is_refused_before_any_work():
    assert not isinstance(len, Predictor)
    with pytest.raises(InputError, match=r"predict\(questions\)"):
        detect_and_correct(RECORDS, len)


@pytest.mark.parametrize("values", [(None, None), ("x", 1.5), ("x", float("nan"))])
def test_an_answer_is_a_text_with_a_confidence_of_0_to_1(values):
    with pytest.raises(InputError, match="expected a"):
        Answer(*values)


def test_the_error_pickles_and_is_one_of_the_librarys():
    error = pickle.loads(pickle.dumps(PredictorError("said", ids=["a"])))  # noqa: S301
    assert (str(error), error.ids) == ("said", ("a",))
    assert isinstance(error, HmerKitError)
