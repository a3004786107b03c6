"""Pairs of symbols that were confused."""

from __future__ import annotations

from dataclasses import dataclass

from hmer_kit.alignment import EditOp

__all__ = ["ConfusionPair", "MutualConfusion"]


@dataclass(frozen=True, slots=True, order=True)
class ConfusionPair:
    """What was written and what was read; ``""`` stands for nothing.

    Examples:
        >>> ConfusionPair("X", "x").op, ConfusionPair("{", "").op
        (<EditOp.SUBSTITUTE: 'substitute'>, <EditOp.DELETE: 'delete'>)
    """

    reference: str
    """Token of the reference; empty where the prediction has one too many."""
    prediction: str
    """Token of the prediction; empty where it lacks one."""

    @property
    def op(self) -> EditOp:
        """The edit: substitute, insert (extra in the prediction) or delete."""
        if self.reference and self.prediction:
            return EditOp.SUBSTITUTE
        return EditOp.DELETE if self.reference else EditOp.INSERT


@dataclass(frozen=True, slots=True)
class MutualConfusion:
    """Two symbols taken for each other, both directions together.

    Examples:
        >>> MutualConfusion(("X", "x"), forward=3, backward=2).count
        5
    """

    symbols: tuple[str, str]
    """The two, in code-point order."""
    forward: int
    """Times the first was read as the second."""
    backward: int
    """Times the second was read as the first."""

    @property
    def count(self) -> int:
        """Both directions together."""
        return self.forward + self.backward
