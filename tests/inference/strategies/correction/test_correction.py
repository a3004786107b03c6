"""Detect, then correct: what is accepted, what is refused and why, and that nothing changes without a trace."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hmer_kit.data import Record, read_predictions
from hmer_kit.exceptions import InputError
from hmer_kit.inference import Answer, CountsAgree, Outcome, Reason, detect_and_correct
from hmer_kit.latex import canonical, is_parseable
from hmer_kit.tasks import ErrorCorrection, ErrorDetection
from predictors import Knowing, Script

MARKS, LOG = "error_detection", "error_correction"
WRONG_D = "x + <error_start> d <error_end>"


def records(*predictions):
    return [Record(name, "", prediction=prediction) for name, prediction in zip("abcdefgh", predictions, strict=False)]


def one(prediction, *, marks, log=(), **options):
    """Correct one sample by a script; return its trail."""
    script = Script({("a", MARKS): list(marks), ("a", LOG): list(log)})
    run = detect_and_correct(records(prediction), script, **options)
    assert script.replies == {("a", MARKS): [], ("a", LOG): []}
    (trail,) = run.trails
    return trail


def test_marked_errors_are_corrected_until_nothing_is_marked():
    trail = one(
        "x + d",
        marks=[WRONG_D, "<error_start> x <error_end> + a", "y + a"],
        log=["REPLACE:d -> a\nx + a", "REPLACE:x -> y\ny + a"],
    )
    assert (trail.prediction, trail.corrected, trail.changed) == ("x + d", "y + a", True)
    assert [(step.round, step.task, step.outcome) for step in trail.steps] == [
        (1, MARKS, Outcome.MARKED),
        (1, LOG, Outcome.ACCEPTED),
        (2, MARKS, Outcome.MARKED),
        (2, LOG, Outcome.ACCEPTED),
        (3, MARKS, Outcome.NOTHING_MARKED),
    ]
    assert trail.ending is Outcome.NOTHING_MARKED


def test_the_trail_holds_prompt_response_and_what_was_read():
    trail = one("x + d", marks=[WRONG_D, "x + a"], log=["REPLACE:d -> a\nx + a"])
    marking, correcting, _ = trail.steps
    assert marking.prompt == ErrorDetection().prompt.replace("{prediction}", "x + d")
    assert (marking.response, marking.read.marked) == (WRONG_D, WRONG_D)
    assert correcting.prompt == ErrorCorrection().prompt.replace("{marked}", WRONG_D)
    assert [str(item) for item in correcting.read.log] == ["REPLACE:d -> a"]
    assert correcting.read.latex == "x + a"


def test_an_unmarked_prediction_stays_exactly_as_it_was():
    trail = one(r" x^2  \le 1", marks=[r"x ^ 2 \le 1"])
    assert trail.corrected == r" x^2  \le 1"
    assert (trail.changed, trail.ending) == (False, Outcome.NOTHING_MARKED)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ("", Reason.NO_MARKS),
        ("x + <error_start> d", "marks: unclosed_span"),
        ("x + d <error_end>", "marks: unopened_span"),
        ("x + <error_start> <error_end> d", "marks: empty_span"),
    ],
)
def test_marks_that_cannot_be_read_end_the_trail(marks, reason):
    trail = one("x + d", marks=[marks])
    assert (trail.ending, trail.steps[-1].reason, trail.corrected) == (Outcome.UNREADABLE, reason, "x + d")


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ("x + a", Reason.NO_LOG),
        ("REPLACE: -> a\nx + a", "log: missing_content"),
        ("INSERT:a after +\nx + a", "log: wrong_operation"),
        ("REPLACE:d -> a\nREPLACE:x -> y\ny + a", "log: count_mismatch"),
        ("REPLACE:b -> a\nx + a", "log: old_differs"),
        ("REPLACE:d -> a", Reason.NO_LATEX),
    ],
)
def test_corrections_that_cannot_be_read_end_the_trail(log, reason):
    trail = one("x + d", marks=[WRONG_D], log=[log])
    assert (trail.ending, trail.steps[-1].reason, trail.corrected) == (Outcome.UNREADABLE, reason, "x + d")


@pytest.mark.parametrize(
    ("marks", "log", "reason"),
    [
        ("y + <error_start> d <error_end>", None, Reason.OTHER_PREDICTION),
        ("y + d", None, Reason.OTHER_PREDICTION),
        (WRONG_D, "REPLACE:d -> a\nx + b", Reason.LOG_DIFFERS),
        (WRONG_D, "REPLACE:d -> d\nx + d", Reason.NO_CHANGE),
        (WRONG_D, "REPLACE:d -> {\nx + {", "no_parse: unclosed_group"),
        (WRONG_D, "REPLACE:d -> \\frac a\nx + \\frac a", "no_parse: missing_argument"),
    ],
)
def test_corrections_that_are_not_sound_are_refused(marks, log, reason):
    trail = one("x + d", marks=[marks], log=[log] if log else [])
    assert (trail.ending, trail.steps[-1].reason, trail.corrected) == (Outcome.REFUSED, reason, "x + d")


def test_what_was_accepted_stays_when_a_later_round_is_refused():
    trail = one(
        "x + d",
        marks=[WRONG_D, "x + <error_start> a <error_end>"],
        log=["REPLACE:d -> a\nx + a", "REPLACE:a -> d\nx + d"],
    )
    assert (trail.corrected, trail.ending) == ("x + a", Outcome.REFUSED)
    assert trail.steps[-1].reason == Reason.SEEN_BEFORE


def test_rounds_are_limited_and_the_last_correction_is_looked_at_once_more():
    trail = one(
        "x + d",
        marks=[WRONG_D, "x + <error_start> a <error_end>"],
        log=["REPLACE:d -> a\nx + a"],
        max_rounds=1,
    )
    assert (trail.corrected, trail.ending) == ("x + a", Outcome.ROUND_LIMIT)
    assert [step.outcome for step in trail.steps] == [Outcome.MARKED, Outcome.ACCEPTED, Outcome.MARKED]


@pytest.mark.parametrize(
    ("basis", "log", "corrected"),
    [
        ("log", "REPLACE:d -> a", "x + a"),
        ("log", "REPLACE:d -> a\nx + b", "x + a"),
        ("latex", "REPLACE:b -> a\nx + b", "x + b"),
        ("latex", "x + b", "x + b"),
    ],
)
def test_the_basis_says_which_part_of_a_response_is_the_correction(basis, log, corrected):
    trail = one("x + d", marks=[WRONG_D, corrected], log=[log], basis=basis)
    assert (trail.corrected, trail.ending) == (corrected, Outcome.NOTHING_MARKED)


def test_insertions_and_deletions_are_carried_out():
    marks = "x ^ { <deleted> } <error_start> + + <error_end> 1"
    log = "INSERT:2 after {\nDELETE:+ +\nx ^ { 2 } 1"
    assert one("x ^ { } + + 1", marks=[marks, "x ^ { 2 } 1"], log=[log]).corrected == "x ^ { 2 } 1"


def test_a_prediction_that_holds_tags_is_not_asked_about():
    script = Script({})
    run = detect_and_correct(records("x <deleted> d"), script)
    (trail,) = run.trails
    assert (trail.ending, trail.corrected, script.calls) == (Outcome.REFUSED, "x <deleted> d", [])
    assert trail.steps[0].reason == "holds_tags: <deleted>"


def test_one_call_of_the_predictor_serves_all_samples_of_a_round_in_their_order():
    references = {"a": "x + a", "b": "y", "c": "z ^ { 2 }", "d": "1"}
    knowing = Knowing(references)
    run = detect_and_correct(records("x + d", "y", "z 2", "7"), knowing)
    assert run.predictions == list(references.values())
    assert knowing.calls == [
        [("a", MARKS), ("b", MARKS), ("c", MARKS), ("d", MARKS)],
        [("a", LOG), ("c", LOG), ("d", LOG)],
        [("a", MARKS), ("c", MARKS), ("d", MARKS)],
    ]
    assert run.calls == 3


@pytest.mark.parametrize("batch_size", [1, 2, 3, None])
def test_the_size_of_a_batch_changes_nothing_but_the_calls(batch_size):
    references = {"a": "x + a", "b": "y", "c": "z ^ { 2 }", "d": "1"}
    knowing = Knowing(references)
    run = detect_and_correct(records("x + d", "y", "z 2", "7"), knowing, batch_size=batch_size)
    assert run.trails == detect_and_correct(records("x + d", "y", "z 2", "7"), Knowing(references)).trails
    assert max(map(len, knowing.calls)) == (batch_size or 4)


def test_counts_of_a_run_are_those_of_its_steps():
    script = Script(
        {
            ("a", MARKS): [WRONG_D, "x + a"],
            ("a", LOG): ["REPLACE:d -> a\nx + a"],
            ("b", MARKS): ["<error_start> y <error_end>"],
            ("b", LOG): ["REPLACE:y -> z\nx"],
            ("c", MARKS): ["I see no mistakes in this formula"],
            ("d", MARKS): ["<error_start> 7"],
        }
    )
    run = detect_and_correct(records("x + d", "y", "z", "7"), script)
    assert (run.accepted, run.refused, run.unreadable) == (1, 2, 1)
    assert run.reasons == {"log_differs": 1, "other_prediction": 1, "marks": 1}
    assert run.summary() == (
        "4 samples, 1 changed: 1 corrections accepted, 2 refused, 1 unreadable; "
        "ended with nothing_marked 1, refused 2, unreadable 1"
    )


def test_rows_are_json_with_every_step():
    run = detect_and_correct(records("x + d"), Knowing({"a": "x + a"}))
    rows = json.loads(json.dumps(run.rows()))
    assert [(row["id"], row["round"], row["task"], row["outcome"]) for row in rows] == [
        ("a", 1, MARKS, "marked"),
        ("a", 1, LOG, "accepted"),
        ("a", 2, MARKS, "nothing_marked"),
    ]
    assert (rows[1]["log"], rows[1]["latex"], rows[1]["confidence"]) == (["REPLACE:d -> a"], "x + a", 0.5)


def test_pairs_of_a_picture_and_a_prediction_are_samples_too():
    picture = Image.new("L", (4, 3), 255)
    images = []

    class Looking(Knowing):
        def predict(self, questions):
            images.extend(question.image.load().size if question.image else None for question in questions)
            return super().predict(questions)

    pairs = [(picture, "x + d"), (None, "y")]
    run = detect_and_correct(pairs, Looking({"0": "x + a", "1": "y"}))
    assert [(trail.id, trail.corrected) for trail in run.trails] == [("0", "x + a"), ("1", "y")]
    assert images == [(4, 3), None, (4, 3), (4, 3)]


def test_no_samples_make_no_call():
    knowing = Knowing({})
    run = detect_and_correct([], knowing)
    assert (run.trails, run.calls, knowing.calls) == ((), 0, [])
    assert run.summary().startswith("0 samples, 0 changed")


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        ("x + d", "got str"),
        ([Record("a", "x")], "prediction in record 'a', got None"),
        ([("x", "y", "z")], "sample 0"),
        ([(3, "x")], "picture in sample 0, got int"),
        ([Record("a", "", prediction="x"), Record("a", "", prediction="y")], "'a' twice"),
    ],
)
def test_samples_of_the_wrong_kind_are_refused(samples, said):
    with pytest.raises(InputError, match=said):
        detect_and_correct(samples, Knowing({}))


@pytest.mark.parametrize("options", [{"max_rounds": 0}, {"basis": "mind"}, {"guards": ["counts"]}, {"batch_size": 0}])
def test_options_of_the_wrong_kind_are_refused(options):
    with pytest.raises(InputError, match="expected"):
        detect_and_correct(records("x"), Knowing({"a": "x"}), **options)


PIECES = st.sampled_from(
    ["<error_start>", "<error_end>", "<deleted>", "x", "+", "d", "a", "{", "}", "^", "\\frac", "REPLACE:d -> a",
     "INSERT:a after +", "DELETE:d", "DELETE:x", "\n", "x: 1, +: 1, a: 1", "```", "I see", ";", "\\\\d"]
)  # fmt: skip


class Babble:
    """Answers with whatever it is given, again and again."""

    def __init__(self, responses):
        self.responses = responses
        self.asked = 0

    def predict(self, questions):
        answers = []
        for _ in questions:
            answers.append(Answer(self.responses[self.asked % len(self.responses)]))
            self.asked += 1
        return answers


@given(
    st.lists(st.lists(PIECES, max_size=8).map(" ".join), min_size=1, max_size=6),
    st.sampled_from(["both", "log", "latex"]),
)
def test_whatever_a_model_babbles_nothing_changes_without_an_accepted_step(responses, basis):
    run = detect_and_correct(records("x + d", "d"), Babble(responses), guards=[CountsAgree("closer")], basis=basis)
    for trail in run.trails:
        accepted = [step for step in trail.steps if step.outcome is Outcome.ACCEPTED]
        assert trail.changed == bool(accepted)
        assert len(accepted) <= 3
        if trail.changed:
            assert is_parseable(trail.corrected)
        else:
            assert trail.corrected == trail.prediction
    json.dumps(run.rows())


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["unimumer/crohme_2014_pred.json", "comer/2016_pred.json"])
def test_a_predictor_that_knows_repairs_every_published_prediction(real_data, name):
    wanted = read_predictions(real_data / "predictions" / name).records
    references = {record.id: record.reference for record in wanted}
    run = detect_and_correct(wanted, Knowing(references))
    wrong = [record.id for record in wanted if record.prediction.split() != record.reference.split()]
    right = {trail.id for trail in run.trails if trail.corrected.split() == references[trail.id].split()}
    unparsed = {key for key in wrong if not is_parseable(references[key])}
    assert right == set(references) - unparsed
    assert run.accepted == len(wrong) - len(unparsed)
    assert run.refused == len(unparsed)
    assert all(canonical(trail.corrected) for trail in run.trails if trail.changed)
