"""How an answer is written."""

from __future__ import annotations

import pytest

from hmer_kit import Record
from hmer_kit.exceptions import InputError
from hmer_kit.rewards import format_reward
from hmer_kit.tasks import TASKS, build_examples

RECORD = Record("a", "x ^ { 2 } + a", prediction="X ^ { 2 } + d")
EXAMPLES = {example.task: example for example in build_examples([RECORD]).examples}


@pytest.mark.parametrize("task", TASKS)
def test_the_right_answer_of_every_task_is_well_formed(task: str) -> None:
    assert format_reward(EXAMPLES[task].target, EXAMPLES[task].expected, task=task) == 1.0


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("around", ["```\n{}\n```", "Sure, here is the answer you wanted.\n{}", "{}<|im_end|>"])
def test_what_stands_around_an_answer_is_a_fault(task: str, around: str) -> None:
    example = EXAMPLES[task]
    assert format_reward(around.replace("{}", example.target), example.expected, task=task) == 0.0


@pytest.mark.parametrize(
    ("task", "response"),
    [
        ("vanilla", "x ^ { 2"),
        ("tree_cot", "x ^ { 2 } + a"),
        ("tree_cot", "x\n\t2 (sup)\n+ (right)\na (right)"),
        ("tree_cot", "x\n\t2 (sub)\n+ (right)\na (right)\nx ^ { 2 } + a"),
        ("symbol_counting", "x ^ { 2 } + a"),
        ("symbol_counting", "x: 2, ^: 1, 2: 1, +: 1, a: 1\nx ^ { 2 } + a"),
        ("error_detection", "<error_start> X ^ { 2 } + d"),
        ("error_correction", "x ^ { 2 } + a"),
    ],
)
def test_a_part_that_is_missing_or_disagrees_is_a_fault(task: str, response: str) -> None:
    assert format_reward(response, EXAMPLES[task].expected, task=task) == 0.0


def test_what_the_answer_says_makes_no_difference() -> None:
    assert format_reward("y", "x ^ { 2 } + a") == 1.0


def test_a_fault_may_be_ignored_by_its_code_whatever_its_detail() -> None:
    malformed = "y (sup)\nx (nowhere)\nx"
    assert format_reward("$x$", "x", ignore=["math_delimiters"]) == 1.0
    assert format_reward("x", "x", task="error_correction", ignore={"no_log"}) == 1.0
    assert format_reward(malformed, "x", task="tree_cot") == 0.0


@pytest.mark.parametrize("ignore", ["no_log", ["nolog"], 3])
def test_codes_to_ignore_are_checked(ignore: object) -> None:
    with pytest.raises(InputError, match="expected codes"):
        format_reward("x", "x", ignore=ignore)


def test_a_well_formed_runaway_is_not_worth_its_length() -> None:
    assert format_reward("x + " * 40 + "x", "x") == pytest.approx(12 / 81)
