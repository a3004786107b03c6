"""Rewards as ms-swift registers them: a class whose objects take completions and give rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.rewards.trl import BatchReward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.rewards.combining import SampleReward

__all__ = ["swift_orm"]


def swift_orm(reward: SampleReward | BatchReward, *, base: type = object) -> type:
    """Return a class in the shape of ms-swift's ``ORM``, for its table ``orms``.

    ms-swift makes the object itself, with its arguments, which are not looked at, and calls it with the completions and
    the extra columns of the data set (its documentation, "GRPO, Reward Function"). In a file for
    ``--external_plugins``: ``orms["hmer_edit"] = swift_orm(edit_reward)``, then ``--reward_funcs hmer_edit``.

    Args:
        reward: A reward, or a ``BatchReward`` with columns of your choice.
        base: A class to derive from, such as ms-swift's ``ORM``; it asks for none.

    Returns:
        A class, named as the reward, for that is what ms-swift's log shows.

    Raises:
        InputError: ``reward`` is no function, or has no name.

    Examples:
        >>> from hmer_kit.rewards import edit_reward
        >>> orm = swift_orm(edit_reward)(args=None)
        >>> orm(["x + 1", "x"], solution=["x + 1", "y"], trainer_state=None), type(orm).__name__
        ([1.0, 0.0], 'edit_reward')
    """
    batch = reward if isinstance(reward, BatchReward) else BatchReward(reward)

    def __init__(self: object, args: object = None, **kwargs: Any) -> None:  # noqa: N807, ARG001 - ms-swift gives them
        self.args = args  # type: ignore[attr-defined]

    def __call__(self: object, completions: Sequence[Any], **columns: Any) -> list[float | None]:  # noqa: N807, ARG001
        return batch(completions, **columns)

    members = {"__init__": __init__, "__call__": __call__, "__doc__": f"{batch.__name__} of hmer_kit."}
    return type(batch.__name__, (base,), members)
