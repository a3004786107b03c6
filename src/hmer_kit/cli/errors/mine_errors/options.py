"""What a run is planned with."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line that belong to the plan.

    Examples:
        >>> Options(steps=50).folds
        2
    """

    data: str | None = None
    """Data set of any format; synthetic handwriting if None."""
    folds: int = 2
    """Number of folds."""
    samples: int = 4
    """Candidates for each picture."""
    temperature: float = 1.0
    """Of the sampling."""
    steps: int = 2000
    """Optimizer steps of each training."""
    limit: int | None = None
    """Most pictures, drawn at random; all of them if None, or 512 synthetic ones."""
    longest: int = 100
    """Most tokens of an expression."""
    shard_size: int = 256
    """Pictures of a sampling job."""
    checkpoint_every: int = 100
    """Steps between two checkpoints."""
    seed: int = 0
    """Of folds, weights and samples."""
    group_by: str = "expression,writer"
    """What is kept in one fold."""
    precision: str | None = None
    """Lightning's name of it; measured once, when the run is planned, if None."""
