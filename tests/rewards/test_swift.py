"""The shape that ms-swift registers; ms-swift itself is not installed, its documented calls are made here."""

from __future__ import annotations

import inspect

from hmer_kit.rewards import BatchReward, edit_reward, exact_reward, format_reward, swift_orm


class ORM:
    """What ms-swift's own base looks like."""

    def __init__(self, args: object = None, **kwargs: object) -> None:
        self.args = args

    def __call__(self, **kwargs: object) -> list[float]:
        raise NotImplementedError


def test_the_trainer_makes_the_object_and_calls_it_with_columns() -> None:
    made = swift_orm(edit_reward)
    asked = [name for name in inspect.signature(made.__init__).parameters if name not in {"self", "args", "kwargs"}]
    assert asked == []  # ms-swift would look these up in its own arguments
    reward = made(args="args")
    found = reward(["a + b", "a + b"], solution=["a + b", "a - b c"], messages=[[], []], trainer_state=object())
    assert found == [1.0, 0.5]
    assert reward.args == "args"


def test_it_may_be_called_by_keyword_and_made_without_arguments() -> None:
    assert swift_orm(exact_reward)()(completions=["x"], solution=["x"]) == [1.0]


def test_the_class_has_the_name_that_the_log_shows() -> None:
    assert swift_orm(exact_reward).__name__ == "exact_reward"
    assert swift_orm(BatchReward(exact_reward, name="strict")).__name__ == "strict"


def test_columns_and_tasks_are_those_of_a_batch_reward() -> None:
    made = swift_orm(BatchReward(format_reward, solution_column="answer", task="symbol_counting"))
    assert made()(["x: 1\nx"], answer=["x"]) == [1.0]


def test_it_derives_from_a_base_where_one_is_given() -> None:
    made = swift_orm(exact_reward, base=ORM)
    assert issubclass(made, ORM)
    assert made(args=1)(["x"], solution=["y"]) == [0.0]
    assert not inspect.iscoroutinefunction(made.__call__)


def test_two_classes_do_not_share_their_reward() -> None:
    edit, exact = swift_orm(edit_reward)(), swift_orm(exact_reward)()
    assert edit(["a b"], solution=["a c"]) == [0.5]
    assert exact(["a b"], solution=["a c"]) == [0.0]
