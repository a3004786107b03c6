"""The reward for how an answer is written, whatever it says."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.latex import is_parseable
from hmer_kit.rewards._answers import is_marked, read_answer, with_brevity
from hmer_kit.tasks import Problem

if TYPE_CHECKING:
    from hmer_kit.tasks import Task

__all__ = ["format_reward"]


def format_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", ignore: Collection[str] = ()
) -> float:
    r"""Return 1 for a response in the form of the task's answers, 0 for any other.

    Every part is there and agrees with the others, the LaTeX parses, and nothing stands around it: no fence, label,
    prose, repeated prompt, further line or chat token. What the answer says makes no difference, so the reward is
    easily earned: give it a small weight beside one that looks at the reference.

    Args:
        response: What the model wrote; any text.
        reference: The right answer; only its length is looked at, which a runaway exceeds.
        task: What was asked.
        ignore: Codes of ``hmer_kit.tasks.Problem`` that are no fault: ``"math_delimiters"`` for a chat model that may
            write ``$x$``, or ``"no_log"`` where some expressions to correct have no errors.

    Returns:
        A fraction 0..1, between them only for an answer too long for its reference.

    Raises:
        InputError: The reference is blank, there is no such task, or no such code.

    Examples:
        >>> format_reward("x ^ { 2 }", "y"), format_reward("$x ^ { 2 }$", "y"), format_reward("x ^ {", "y")
        (1.0, 0.0, 0.0)
        >>> format_reward("$x$", "y", ignore=["math_delimiters"])
        1.0
    """
    _check_codes(ignore)
    answer = read_answer(response, reference, task=task)
    faults = [problem for problem in answer.read.problems if problem.partition(":")[0] not in ignore]
    well_formed = not faults and (is_marked(task) or (not answer.is_missing and is_parseable(answer.prediction)))
    return with_brevity(answer, lambda _: float(well_formed))


def _check_codes(codes: object) -> None:
    if isinstance(codes, str) or not isinstance(codes, Collection):
        raise InputError(f"expected codes of problems to ignore as a list, got {codes!r}; write ['math_delimiters']")
    unknown = [code for code in codes if code not in list(Problem)]
    if unknown:
        raise InputError(f"expected codes out of {', '.join(Problem)} to ignore, got {unknown}")
