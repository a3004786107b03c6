"""Stop rows that run in a loop, each on its own, while the model is writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import StoppingCriteria

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.alignment import LoopRule

__all__ = ["CHECKED_EVERY", "LoopGuard", "loops_at_end"]

CHECKED_EVERY = 16
"""Written ids between two looks at a row: a loop is stopped at the first multiple of this at which it is one."""


class LoopGuard(StoppingCriteria):
    """End the rows of a batch that run in a loop, and no others.

    What is a loop says a ``LoopRule`` on ids. A row is looked at by the number of ids that it has written itself, so
    that it stops at the same place whatever stands beside it. Before the shortest loop has room, a step costs nothing.

    Args:
        rule: How much repetition makes a loop.
        starts: Place of the first written id of each row, or of all of them. The prompt, which may hold a thousand
            equal picture ids, is not looked at.

    Examples:
        >>> from hmer_kit.alignment import LoopRule
        >>> guard = LoopGuard(LoopRule(min_tokens=16, min_repeats=4), starts=1)
        >>> ids = torch.tensor([[9] + [5, 6] * 8, [9] + list(range(16))])
        >>> guard(ids, None).tolist(), guard.stopped.tolist()
        ([True, False], [16, 0])
    """

    def __init__(self, rule: LoopRule, *, starts: Sequence[int] | int) -> None:
        self.rule = rule
        self.starts = starts
        self._none = torch.zeros(0, dtype=torch.bool)
        self.stopped = torch.zeros(0, dtype=torch.long)
        """How many ids each row had written when it was stopped; 0 for rows that were not. Without meaning for beams,
        which change their rows."""

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401, ARG002
        """Say which rows end here.

        Args:
            input_ids: Ids so far, ``(rows, place)``.
            scores: Not looked at.
            kwargs: Not looked at.
        """
        rows, place = input_ids.shape
        if len(self.stopped) != rows:
            self.stopped = input_ids.new_zeros(rows)
            self._none = input_ids.new_zeros(rows, dtype=torch.bool)
        ended = self._none
        starts = [self.starts] * rows if isinstance(self.starts, int) else list(self.starts)
        for start in set(starts):
            written = place - start
            if written % CHECKED_EVERY == 0 and written >= self.rule.min_tokens:
                chosen = torch.tensor([own == start for own in starts], device=input_ids.device)
                looping = chosen & loops_at_end(input_ids[:, start:], rule=self.rule)
                self.stopped = self.stopped.masked_fill((self.stopped == 0) & looping, written)
                ended = ended | looping
        return ended


def loops_at_end(written: Tensor, *, rule: LoopRule) -> Tensor:
    """Say which rows end in a loop; the same as ``rule.find`` on each of them.

    Args:
        written: Ids, ``(rows, length)``.
        rule: How much repetition makes a loop.

    Returns:
        Truth values, ``(rows,)``.

    Examples:
        >>> from hmer_kit.alignment import LoopRule
        >>> rule = LoopRule(min_tokens=4, min_repeats=2)
        >>> loops_at_end(torch.tensor([[1, 2, 1, 2], [1, 2, 3, 4]]), rule=rule).tolist()
        [True, False]
    """
    rows, length = written.shape
    found = written.new_zeros(rows, dtype=torch.bool)
    for period in range(1, rule.max_period + 1):
        least = rule.least(period)
        if least <= length:
            found |= (written[:, length - least + period :] == written[:, length - least : length - period]).all(dim=1)
    return found
