"""A confusion table that grows batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from hmer_kit.alignment import Cost
from hmer_kit.error_mining._checks import require_count, require_pairs
from hmer_kit.error_mining.confusions._tally import Settings, Tally
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND
from hmer_kit.error_mining.confusions.table import ConfusionTable
from hmer_kit.exceptions import InputError
from hmer_kit.latex import get_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.error_mining.tokens import Tokenizer
    from hmer_kit.latex import Profile

__all__ = ["ConfusionStream"]


class ConfusionStream:
    """Confusions of any number of samples in bounded memory.

    What is kept of a pair, and how many pairs are, has a cap; what a cap left out is counted. Streams of several
    machines are joined as tables: ``first.table() + second.table()``.

    Args:
        tokenizer: How to cut, see ``token_pair``.
        cost: What the alignment keeps least, see ``hmer_kit.alignment.align``.
        profile: What counts as notation: an edit that is gone when both sides are normalized by it. None to take all
            for ink.
        max_examples: Most ids to keep for a pair.
        max_contexts: Most contexts to keep for a pair; 0 saves the time to parse.
        max_pairs: Most pairs to keep, of ink and of notation each. Garbage makes pairs without end.

    Raises:
        InputError: There is no such cost, profile or tokenizer, or a number is negative.

    Examples:
        >>> stream = ConfusionStream(max_examples=1)
        >>> stream.update(["x", "x"], ["X", "y"], ids=["a", "b"])
        >>> stream.update(["x"], ["X"], ids=["c"])
        >>> stream.table().most_common(1)
        [(ConfusionPair(reference='X', prediction='x'), 2)]
    """

    def __init__(
        self,
        *,
        tokenizer: Tokenizer = "auto",
        cost: Cost = "edits",
        profile: str | Profile | None = SAME_BY_HAND,
        max_examples: int = 10,
        max_contexts: int = 10,
        max_pairs: int = 50_000,
    ) -> None:
        for name, number in (
            ("max_examples", max_examples),
            ("max_contexts", max_contexts),
            ("max_pairs", max_pairs),
        ):
            require_count(number, name)
        if cost not in get_args(Cost):
            raise InputError(f"expected cost as one of {', '.join(get_args(Cost))}, got {cost!r}")
        chosen = None if profile is None else get_profile(profile)
        self._tally = Tally(Settings(tokenizer, cost, chosen, max_examples, max_contexts, max_pairs))

    def update(self, preds: Sequence[str], target: Sequence[str], *, ids: Sequence[str] | None = None) -> None:
        """Count a batch.

        Args:
            preds: Predictions.
            target: References, one for each prediction.
            ids: Names of the samples; their numbers from the start of the stream by default.

        Raises:
            InputError: The lengths differ, or something is no list of strings; then nothing of it is counted.
        """
        require_pairs(preds, target, ids)
        start = self._tally.compared
        names = [str(start + index) for index in range(len(preds))] if ids is None else ids
        self._tally.add_all(preds, target, names)

    def table(self) -> ConfusionTable:
        """Return what was counted so far; the stream goes on."""
        tally, settings = self._tally, self._tally.settings
        return ConfusionTable(
            ink_pairs=tally.ink.frozen(),
            notation_pairs=tally.notation.frozen(),
            correct=dict(tally.correct),
            left_out=dict(tally.left_out),
            compared=tally.compared,
            wrong=tally.wrong,
            notation_only=tally.notation_only,
            runaways=tuple(tally.runaways),
            runaway_count=tally.runaway_count,
            max_examples=settings.max_examples,
            max_contexts=settings.max_contexts,
            max_pairs=settings.max_pairs,
            cost=settings.cost,
            profile=settings.profile.signature if settings.profile else "",
        )
