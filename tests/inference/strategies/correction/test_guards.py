"""Guards: counts, a second candidate, one's own; what they refuse stays as it was, and the trail says so."""

from __future__ import annotations

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference import CandidateAgrees, CountsAgree, Outcome, detect_and_correct
from predictors import Knowing, Script

COUNTS = "symbol_counting"
REFERENCES = {"a": "x + a", "b": "y ^ { 2 }"}
BELIEFS = {"b": "y ^ { 3 }"}  # makes the right prediction of "b" wrong
RECORDS = [Record("a", "", prediction="x + d"), Record("b", "", prediction="y ^ { 2 }")]


def test_without_a_guard_a_wrong_belief_is_followed():
    assert detect_and_correct(RECORDS, Knowing(REFERENCES, BELIEFS)).predictions == ["x + a", "y ^ { 3 }"]


def test_counts_of_the_same_predictor_keep_the_wrong_correction_out():
    knowing = Knowing(REFERENCES, BELIEFS)
    run = detect_and_correct(RECORDS, knowing, guards=[CountsAgree()])
    assert run.predictions == ["x + a", "y ^ { 2 }"]
    assert knowing.calls[2] == [("a", COUNTS), ("b", COUNTS)]
    last = run.trails[1].steps[1]
    assert (last.outcome, last.reason) == (Outcome.REFUSED, "guard: counts_agree: counts differ by 2")


def test_the_counting_question_stands_in_the_trail_with_what_was_read():
    run = detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[CountsAgree()])
    asked = run.trails[0].steps[2]
    assert (asked.task, asked.outcome, asked.reason) == (COUNTS, Outcome.ASKED, "counts_agree")
    assert asked.read.counts == {"x": 1, "+": 1, "a": 1}
    assert asked.prompt == CountsAgree().task.prompt


def test_each_sample_is_counted_once_however_many_rounds_there_are():
    script = Script(
        {
            ("a", "error_detection"): ["<error_start> d <error_end> + e", "a + <error_start> e <error_end>", "a + b"],
            ("a", "error_correction"): ["REPLACE:d -> a\na + e", "REPLACE:e -> b\na + b"],
            ("a", COUNTS): ["a: 1, +: 1, b: 1\na + b"],
        }
    )
    run = detect_and_correct([Record("a", "", prediction="d + e")], script, guards=[CountsAgree(rule="closer")])
    assert run.predictions == ["a + b"]
    assert run.accepted == 2


@pytest.mark.parametrize("counts", ["x: 1, +: 1, a: 1", "x:1,+:1,a:1"])
def test_counts_without_script_signs_are_read_too(counts):
    script = Script(
        {
            ("a", "error_detection"): ["x + <error_start> d <error_end>", "x + a"],
            ("a", "error_correction"): ["REPLACE:d -> a\nx + a"],
            ("a", COUNTS): [counts],
        }
    )
    assert detect_and_correct(RECORDS[:1], script, guards=[CountsAgree()]).predictions == ["x + a"]


@pytest.mark.parametrize(
    ("rule", "counts", "accepted"),
    [("equal", "x: 1, +: 1, b: 1", False), ("closer", "x: 1, +: 1, b: 1", False), ("closer", "x: 2, +: 1, a: 1", True)],
)
def test_the_rule_says_how_near_the_counts_have_to_be(rule, counts, accepted):
    script = Script(
        {
            ("a", "error_detection"): ["x + <error_start> d <error_end>", "x + a"],
            ("a", "error_correction"): ["REPLACE:d -> a\nx + a"],
            ("a", COUNTS): [counts],
        }
    )
    run = detect_and_correct(RECORDS[:1], script, guards=[CountsAgree(rule=rule)])
    assert run.predictions == ["x + a" if accepted else "x + d"]


def test_counts_that_cannot_be_read_agree_with_nothing():
    script = Script(
        {
            ("a", "error_detection"): ["x + <error_start> d <error_end>"],
            ("a", "error_correction"): ["REPLACE:d -> a\nx + a"],
            ("a", COUNTS): ["x + a"],
        }
    )
    run = detect_and_correct(RECORDS[:1], script, guards=[CountsAgree()])
    assert run.trails[0].steps[1].reason == "guard: counts_agree: counts unreadable"
    assert run.predictions == ["x + d"]


def test_a_second_candidate_decides_by_what_is_drawn_not_by_spelling():
    candidates = {"a": ["x + b", "{ x } + a"], "b": ["y ^ { 2 }"]}
    run = detect_and_correct(RECORDS, Knowing(REFERENCES, BELIEFS), guards=[CandidateAgrees(candidates)])
    assert run.predictions == ["x + a", "y ^ { 2 }"]
    assert run.trails[1].steps[-1].reason == "guard: candidate_agrees: no candidate agrees"


def test_a_sample_without_a_candidate_is_not_changed():
    run = detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[CandidateAgrees({"z": ["x"]})])
    assert run.predictions == ["x + d"]
    assert run.trails[0].steps[-1].reason == "guard: candidate_agrees: no candidate"


def test_a_candidate_that_does_not_parse_is_compared_as_it_stands():
    guard = CandidateAgrees({"a": ["{ x + a"]})
    assert detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[guard]).predictions == ["x + d"]


def test_a_later_guard_sees_only_what_the_earlier_let_pass():
    knowing = Knowing(REFERENCES, BELIEFS)
    candidates = CandidateAgrees({"a": ["x + a"], "b": ["y"]})
    detect_and_correct(RECORDS, knowing, guards=[candidates, CountsAgree()])
    assert [call for call in knowing.calls if call[0][1] == COUNTS] == [[("a", COUNTS)]]


class Own:
    """Returns as many verdicts as it was told to."""

    name = "own"

    def __init__(self, verdicts):
        self.verdicts = verdicts

    def refusals(self, proposals, ask):
        return self.verdicts


def test_a_guard_of_ones_own_refuses_in_its_own_words():
    run = detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[Own(["not today"])])
    assert run.trails[0].steps[-1].reason == "guard: own: not today"


def test_a_guard_that_forgets_a_verdict_is_named():
    with pytest.raises(InputError, match="1 verdicts of the guard own, got 0"):
        detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[Own([])])


def test_a_guard_asks_about_its_proposals_alone():
    class Straying(Own):
        def refusals(self, proposals, ask):
            from hmer_kit.inference import Question
            from hmer_kit.tasks import SymbolCounting

            ask(SymbolCounting(), [Question("b", "?", None, COUNTS)])
            return [None]

    with pytest.raises(InputError, match="question about 'b'"):
        detect_and_correct(RECORDS[:1], Knowing(REFERENCES), guards=[Straying([])])


@pytest.mark.parametrize(
    "make",
    [
        lambda: CountsAgree(rule="nearly"),
        lambda: CandidateAgrees({"a": "x"}),
        lambda: CandidateAgrees({"a": [1]}),
        lambda: CandidateAgrees({}, profile="no such"),
    ],
)
def test_guards_of_the_wrong_kind_are_refused(make):
    with pytest.raises(InputError, match="expected"):
        make()
