"""Pairs of symbols that were confused, and what was counted of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ConfusionPair", "Context", "MutualConfusion", "PairCounts"]


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


@dataclass(frozen=True, slots=True, order=True)
class Context:
    """Where an edit happened.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> table = ConfusionTable.from_pairs(["a ^ { x }"], ["a ^ { X }"])
        >>> table.contexts[ConfusionPair("X", "x")]
        {Context(left='{', right='}', relation='sup'): 1}
    """

    left: str
    """Token of the reference before it; empty at the start."""
    right: str
    """Token of the reference after it; empty at the end."""
    relation: str
    """Relation of the row that the symbol lies in, or that a sign or brace opens: ``sup``, ``below``, ``cell`` ...

    ``right`` on the base line; empty where the expression does not parse. What was put in is looked up in the
    prediction, all else in the reference.
    """


@dataclass(frozen=True, slots=True)
class PairCounts:
    """What was counted of each pair, the commonest pair first in each mapping.

    Examples:
        >>> PairCounts().counts
        {}
    """

    counts: Mapping[ConfusionPair, int] = field(default_factory=dict)
    """Edits."""
    samples: Mapping[ConfusionPair, int] = field(default_factory=dict)
    """Samples that hold the pair."""
    examples: Mapping[ConfusionPair, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the first of those samples; the cap left out as many as ``samples`` says more."""
    contexts: Mapping[ConfusionPair, Mapping[Context, int]] = field(default_factory=dict)
    """Edits in the contexts that came first; the cap left out as many edits as ``counts`` says more."""
