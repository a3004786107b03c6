"""The shape that TRL calls."""

from __future__ import annotations

import pickle
from functools import partial

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.rewards import BatchReward, combine, edit_reward, exact_reward, format_reward


def test_strings_and_conversations_are_read_alike() -> None:
    completions = [
        "a + b",
        [{"role": "assistant", "content": "a + b"}],
        [{"role": "assistant", "content": [{"type": "text", "text": "a "}, {"type": "text", "text": "+ b"}]}],
        [{"content": "a + b"}],
    ]
    assert BatchReward(exact_reward)(completions=completions, solution=["a + b"] * 4) == [1.0] * 4


def test_the_last_answer_of_a_conversation_counts() -> None:
    turns = [
        {"role": "assistant", "content": "a", "tool_calls": []},
        {"role": "tool", "content": "b"},
        {"role": "assistant", "content": "c"},
    ]
    assert BatchReward(exact_reward)([turns, turns[:2]], solution=["c", "a"]) == [1.0, 1.0]


def test_a_turn_without_text_is_an_empty_answer() -> None:
    completions = [[{"role": "assistant", "content": None}], [{"role": "tool", "content": "x"}], []]
    assert BatchReward(edit_reward)(completions, solution=["x"] * 3) == [0.0] * 3


def test_all_that_trl_gives_is_taken() -> None:
    reward = BatchReward(exact_reward)
    found = reward(
        prompts=["?"], completions=["x"], completion_ids=[[1]], solution=["x"], image=[None], trainer_state=object(),
        log_extra=print, log_metric=print,
    )  # fmt: skip
    assert found == [1.0]


def test_rows_without_a_solution_get_none() -> None:
    assert BatchReward(exact_reward)(["x", "", "x"], solution=[None, " ", "x"]) == [None, None, 1.0]


def test_rows_of_a_task_that_the_reward_is_not_for_get_none() -> None:
    reward = BatchReward(edit_reward, task_column="task")
    assert reward(["x", "x"], solution=["x", "x"], task=["error_detection", "vanilla"]) == [None, 1.0]


def test_the_task_is_that_of_the_row_or_that_of_all() -> None:
    completions = ["x: 1\nx", "x"]
    by_row = BatchReward(format_reward, task_column="kind")
    assert by_row(completions, solution=["x", "x"], kind=["symbol_counting", "vanilla"]) == [1.0, 1.0]
    assert BatchReward(format_reward, task="symbol_counting")(completions, solution=["x", "x"]) == [1.0, 0.0]


def test_columns_may_have_any_name() -> None:
    assert BatchReward(exact_reward, solution_column="reference")(["x"], reference=["x"], solution=["y"]) == [1.0]


def test_names_are_those_of_the_functions_or_given_and_trl_finds_them() -> None:
    from trl.trainer.utils import get_callable_name, is_async_callable  # here, for it is slow to import

    rewards = [BatchReward(exact_reward), BatchReward(edit_reward), BatchReward(exact_reward, name="strict")]
    assert [get_callable_name(reward) for reward in rewards] == ["exact_reward", "edit_reward", "strict"]
    assert not any(is_async_callable(reward) for reward in rewards)


def test_the_parts_of_a_combined_reward_go_to_the_log() -> None:
    metrics: dict[str, float] = {}
    columns: dict[str, list[float | None]] = {}
    reward = BatchReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}), name="total")
    found = reward(
        ["a + b", "a + c", "x"],
        solution=["a + b", "a - c", None],
        log_metric=metrics.__setitem__,
        log_extra=columns.__setitem__,
    )
    assert found == [1.0, pytest.approx(1 / 3), None]
    assert metrics == {"total/exact": 0.5, "total/edit": pytest.approx(5 / 6)}
    assert columns == {"exact": [1.0, 0.0, None], "edit": [1.0, pytest.approx(2 / 3), None]}


def test_a_batch_reward_can_be_sent_to_another_process() -> None:
    reward = pickle.loads(pickle.dumps(BatchReward(partial(exact_reward, protocol="same_ink"), name="ink")))  # noqa: S301 - our own
    assert reward(["x^2"], solution=["x ^ { 2 }"]) == [1.0]
    assert reward.__name__ == "ink"


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(InputError, match=r"column 'solution'.*got \['reference'\].*solution_column"):
        BatchReward(exact_reward)(["x"], reference=["x"], trainer_state=object())


def test_a_column_of_another_length_is_named() -> None:
    with pytest.raises(InputError, match="column 'solution' for each of 2 completions, got 1"):
        BatchReward(exact_reward)(["x", "y"], solution=["x"])
    with pytest.raises(InputError, match="column 'task' for each of 1 completions, got 2"):
        BatchReward(exact_reward, task_column="task")(["x"], solution=["x"], task=["vanilla"] * 2)


@pytest.mark.parametrize("completions", ["x", {"role": "assistant"}, None, [7], [["x"]]])
def test_what_are_no_completions_is_refused(completions: object) -> None:
    with pytest.raises(InputError, match=r"expected a (list of completions|str or a list of messages)"):
        BatchReward(exact_reward)(completions, solution=["x"])


@pytest.mark.parametrize("solution", ["x", 3])
def test_a_column_that_is_no_list_is_refused(solution: object) -> None:
    with pytest.raises(InputError, match="expected the column 'solution' as a list"):
        BatchReward(exact_reward)(["x"], solution=solution)


def test_a_solution_that_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="row 1 of the column 'solution', got int 3"):
        BatchReward(exact_reward)(["x", "x"], solution=["x", 3])


@pytest.mark.parametrize("task", ["vanila", None, 3])
def test_a_task_that_is_none_is_refused(task: object) -> None:
    with pytest.raises(InputError, match="row 1 of the column 'task': expected a task name"):
        BatchReward(exact_reward, task_column="task")(["x", "x"], solution=["x", "x"], task=["vanilla", task])


@pytest.mark.parametrize("reward", [partial(exact_reward, protocol="exact"), lambda response, reference, *, task: 1.0])
def test_a_reward_without_a_name_needs_one(reward: object) -> None:
    with pytest.raises(InputError, match="expected a name"):
        BatchReward(reward)


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(InputError, match="expected a reward"):
        BatchReward("exact_reward")
