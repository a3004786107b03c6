"""What a recognizer is asked to do: train for a fold, give candidates for a shard."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hmer_kit.error_mining.out_of_fold.folds import PlannedItem

__all__ = ["SampleRequest", "SampleShard", "TrainFold", "TrainRequest", "seed_of"]


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """One training: on all folds but one.

    Examples:
        >>> from pathlib import Path
        >>> request = TrainRequest("train-0", fold=0, items=(), seed=7, folder=Path("work"))
        >>> request.fold, request.settings
        (0, {})
    """

    job: str
    """Id of the job."""
    fold: int
    """The fold that is left out."""
    items: tuple[PlannedItem, ...]
    """What may be trained on."""
    seed: int
    """Of weights and order; another for each fold."""
    folder: Path
    """For checkpoints and the model. After a kill it is as it was left; under other settings it is another folder."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Those of the plan."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """Those of the plan."""


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """One shard of a held-out fold to give candidates for.

    Examples:
        >>> from pathlib import Path
        >>> request = SampleRequest("sample-0-0000", fold=0, items=(), model=Path("m"), seeds=(3, 8), temperature=0.7)
        >>> len(request.seeds), request.temperature
        (2, 0.7)
    """

    job: str
    """Id of the job."""
    fold: int
    """The fold, which its model has not seen."""
    items: tuple[PlannedItem, ...]
    """What to give candidates for."""
    model: Path
    """What the training returned."""
    seeds: tuple[int, ...]
    """One for each candidate: so many are wanted of each picture, and the same seed gives the same."""
    temperature: float
    """How boldly to sample."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Those of the plan."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """Those of the plan."""


class TrainFold(Protocol):
    """Trains a model for a fold.

    Examples:
        >>> def train(request: TrainRequest):
        ...     file = request.folder / "model.txt"
        ...     file.write_text(" ".join(item.reference for item in request.items))
        ...     return file
    """

    def __call__(self, request: TrainRequest) -> str | os.PathLike[str]:
        """Train, and return the model's file or folder, which lies in ``request.folder``.

        It may be killed at any moment and called again with the same folder, from whose checkpoints it should go on.
        """
        ...


class SampleShard(Protocol):
    """Gives candidates for a shard.

    Examples:
        >>> def sample(request: SampleRequest):
        ...     return [["x + 1" for seed in request.seeds] for item in request.items]
    """

    def __call__(self, request: SampleRequest) -> Sequence[Sequence[str]]:
        """Return the candidates of each item, in order: LaTeX, one for each seed, the empty string for nothing read."""
        ...


def seed_of(*place: int | str) -> int:
    """Return a seed from 0 to 2**31 - 1 for a place: the plan's seed, fold, shard, sample.

    Args:
        place: Numbers or words that tell it from other places.

    Examples:
        >>> seed_of(0, 1, 2) == seed_of(0, 1, 2), seed_of(0, 1, 2) == seed_of(0, 12)
        (True, False)
    """
    text = "/".join(map(str, place))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1
