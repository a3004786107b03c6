"""What is recognized: against counts by hand and the scores of the library."""

from __future__ import annotations

import pytest

from hmer_kit import Record, score
from hmer_kit.exceptions import InputError
from hmer_kit.rewards import count_reward, edit_reward, exact_reward, tree_reward
from hmer_kit.tasks import TASKS, SymbolCounting, build_examples

REFERENCE = r"x ^ { 2 } + \frac { a } { b }"
RECORD = Record("a", REFERENCE, prediction=r"X ^ { 2 } + \frac { a } { 6 }")
EXAMPLES = {example.task: example for example in build_examples([RECORD]).examples}


@pytest.mark.parametrize("task", TASKS)
def test_the_right_answer_of_every_task_earns_everything(task: str) -> None:
    example = EXAMPLES[task]
    assert exact_reward(example.target, example.expected, task=task) == 1.0
    shaped = {edit_reward, tree_reward, count_reward}
    earned = {reward(example.target, example.expected, task=task) for reward in shaped}
    assert earned == ({None} if task == "error_detection" else {1.0})


@pytest.mark.parametrize("task", TASKS)
def test_one_wrong_symbol_is_not_exact(task: str) -> None:
    example = EXAMPLES[task]
    wrong = example.target[:-1] + "q"
    assert exact_reward(wrong, example.expected, task=task) == 0.0


@pytest.mark.parametrize("prediction", ["x ^ { 3 } + y", r"\frac { a } { b }", "x", r"x ^ 2 + \frac { a } { b }"])
def test_the_edit_reward_is_the_edit_score(prediction: str) -> None:
    assert edit_reward(prediction, REFERENCE) == pytest.approx(score([prediction], [REFERENCE]).edit_score)


def test_the_edit_reward_counts_edits_by_hand() -> None:
    assert edit_reward("a + b", "a - b c") == pytest.approx(1 - 2 / 4)


@pytest.mark.parametrize(("protocol", "expected"), [("released", 0.0), ("exact", 0.0), ("same_ink", 1.0)])
def test_the_protocol_says_what_is_exact(protocol: str, expected: float) -> None:
    assert exact_reward("x^2", "x ^ { 2 }", protocol=protocol) == expected


def test_an_answer_in_prose_or_a_fence_is_read_out_of_it() -> None:
    assert exact_reward("The formula in the image is:\n```latex\nx + 1\n```", "x + 1") == 1.0


def test_the_tree_reward_counts_symbols_and_relations_by_hand() -> None:
    # x ^ 2 + y: symbols x 2 + y, relations sup right right; x _ 2 + y has the same symbols and two relations of them.
    # The pair is not equal by place: one more in the denominator.
    assert tree_reward("x _ 2 + y", "x ^ 2 + y") == pytest.approx(2 * (4 + 2) / (4 + 3 + 4 + 3 + 1))


def test_the_tree_reward_forgives_spelling_and_not_places() -> None:
    assert tree_reward(r"\frac12", r"\frac { 1 } { 2 }") == 1.0
    assert tree_reward(r"\frac21", r"\frac { 1 } { 2 }") < 1.0


def test_a_tree_that_has_to_be_repaired_earns_less_than_one() -> None:
    assert 0.8 < tree_reward(r"x ^ { 2 } + \frac { a } { b", REFERENCE) < 1.0


def test_rows_of_a_matrix_in_one_line_earn_less_than_one() -> None:
    assert tree_reward(r"\begin{matrix} a & b \end{matrix}", r"\begin{matrix} a \\ b \end{matrix}") < 1.0


def test_counts_are_those_the_response_states_in_symbol_counting() -> None:
    assert count_reward("a: 1, +: 1\nb + b", "a + b", task="symbol_counting") == pytest.approx(2 * 2 / (2 + 3))
    assert count_reward("a: 1, +: 1\nb + b", "a + b", task=SymbolCounting()) == pytest.approx(2 * 2 / (2 + 3))


def test_counts_are_those_of_the_latex_elsewhere() -> None:
    assert count_reward("b + b", "a + b") == pytest.approx(2 * 2 / 6)


def test_counts_follow_the_dialect() -> None:
    assert count_reward("x 2", "x ^ { 2 }", dialect="can") == 1.0
    assert count_reward("x 2", "x ^ { 2 }", dialect="released") == pytest.approx(2 * 2 / 5)


@pytest.mark.parametrize("reward", [exact_reward, edit_reward, tree_reward, count_reward])
@pytest.mark.parametrize("reference", ["", "  ", None, 7])
def test_a_reference_that_is_none_is_refused(reward: object, reference: object) -> None:
    with pytest.raises(InputError, match="expected"):
        reward("x", reference)


@pytest.mark.parametrize("reward", [exact_reward, edit_reward, tree_reward, count_reward])
def test_an_unknown_task_is_named(reward: object) -> None:
    with pytest.raises(InputError, match="did you mean 'vanilla'"):
        reward("x", "x", task="vanila")
