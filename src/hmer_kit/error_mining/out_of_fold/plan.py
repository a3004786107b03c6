"""The whole plan of a mining run, the jobs it consists of, and its file.

The plan is all that machines need to share beside the pictures: who is held out where, how often and how boldly is
sampled, and what training depends on. From it follow the jobs, and for each job a *fingerprint* of everything that
its output depends on: an output made under other settings is never taken for this plan's own, and one that the change
does not touch is kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.error_mining.out_of_fold._files import digest, read_json, write_json
from hmer_kit.error_mining.out_of_fold.folds import FoldPlan, PlannedItem
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = ["Job", "JobKind", "MiningPlan", "read_plan", "write_plan"]

_FORMAT, _VERSION = "hmer_kit out-of-fold plan", 1
_FILE = "plan.json"


class JobKind(StrEnum):
    """What a job does.

    Examples:
        >>> list(map(str, JobKind))
        ['train', 'sample', 'compare', 'collect']
    """

    TRAIN = "train"
    """Train a model on all folds but one."""
    SAMPLE = "sample"
    """Let it give candidates for a shard of the fold that it has not seen."""
    COMPARE = "compare"
    """Hold the candidates against the references: an error corpus of the shard."""
    COLLECT = "collect"
    """Bring all candidates together, and see that none is missing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that one machine does at a time.

    Examples:
        >>> job = Job("sample-1-0003", JobKind.SAMPLE, fold=1, shard=3, inputs=("train-1",), fingerprint="0f")
        >>> job.id, str(job.kind), job.inputs
        ('sample-1-0003', 'sample', ('train-1',))
    """

    id: str
    """Its name: kind, fold, shard."""
    kind: JobKind
    """What is done."""
    fold: int | None
    """Fold that is held out; None for what is done with all of them."""
    shard: int | None
    """Which part of the fold; None for the whole."""
    inputs: tuple[str, ...]
    """Ids of the jobs whose outputs it needs."""
    fingerprint: str
    """Checksum of all that its output depends on."""


@dataclass(frozen=True, slots=True)
class MiningPlan:
    """Folds, samples and settings of a run.

    Raises:
        InputError: A number is out of range, or the settings do not go into JSON.

    Examples:
        >>> items = PlannedItem("a", "x"), PlannedItem("b", "y"), PlannedItem("c", "z", fold=1)
        >>> plan = MiningPlan(FoldPlan(items, n_folds=2, seed=0), samples=4, shard_size=1)
        >>> [job.id for job in plan.jobs() if job.fold == 0]
        ['train-0', 'sample-0-0000', 'compare-0-0000', 'sample-0-0001', 'compare-0-0001']
    """

    folds: FoldPlan
    """Which record is held out in which fold."""
    samples: int = 4
    """Candidates for each picture, k."""
    temperature: float = 1.0
    """How boldly they are sampled."""
    shard_size: int = 256
    """Pictures of one sampling job; a killed one loses no more than these."""
    model: str = "model"
    """Name of the recognizer, written on each candidate."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What training and sampling depend on beside the records: steps, learning rate. Another value, other outputs."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What they do not depend on: where the pictures lie on this machine, what was left out."""

    def __post_init__(self) -> None:
        for name in ("samples", "shard_size"):
            number = getattr(self, name)
            if not isinstance(number, int) or isinstance(number, bool) or number < 1:
                raise InputError(f"expected {name} as an integer of 1 or more, got {number!r}")
        if not 0 < self.temperature < math.inf:
            raise InputError(f"expected a temperature above 0, got {self.temperature!r}")
        for name in ("settings", "notes"):
            _require_json(name, getattr(self, name))

    def shards(self, fold: int) -> list[list[PlannedItem]]:
        """Return the records of a fold, cut into shards.

        Args:
            fold: Number of the fold, from 0.
        """
        held = self.folds.held_out(fold)
        return [held[start : start + self.shard_size] for start in range(0, len(held), self.shard_size)]

    def jobs(self) -> list[Job]:
        """Return every job, each after those that it needs."""
        marks = [digest([_row(item) for item in self.folds.held_out(fold)]) for fold in range(self.folds.n_folds)]
        jobs: list[Job] = []
        for fold in range(self.folds.n_folds):
            jobs += self._fold_jobs(fold, seen=[mark for other, mark in enumerate(marks) if other != fold])
        parts = [job for job in jobs if job.kind is not JobKind.TRAIN]
        mark = digest(["collect", [job.fingerprint for job in parts]])
        names = tuple(job.id for job in parts)
        return [*jobs, Job("collect", JobKind.COLLECT, None, None, names, mark)]

    def _fold_jobs(self, fold: int, *, seen: Sequence[str]) -> list[Job]:
        mark = digest(["train", _VERSION, fold, self.folds.seed, self.model, dict(self.settings), list(seen)])
        train = Job(f"train-{fold}", JobKind.TRAIN, fold, None, (), mark)
        jobs = [train]
        for shard, items in enumerate(self.shards(fold)):
            rows = [_row(item) for item in items]
            sampled = digest(["sample", train.fingerprint, shard, self.samples, float(self.temperature), rows])
            sample = Job(f"sample-{fold}-{shard:04}", JobKind.SAMPLE, fold, shard, (train.id,), sampled)
            compared = digest(["compare", sample.fingerprint])
            jobs += [sample, Job(f"compare-{fold}-{shard:04}", JobKind.COMPARE, fold, shard, (sample.id,), compared)]
        return jobs


def write_plan(folder: str | os.PathLike[str], plan: MiningPlan, *, replace: bool = False) -> Path:
    """Put a plan into a folder, the state of whose jobs begins there.

    Args:
        folder: Made if absent.
        plan: The plan.
        replace: Let it take the place of another plan. Outputs that do not depend on the change stay good.

    Returns:
        The file.

    Raises:
        InputError: Another plan is there already, and ``replace`` is not set.
        DataError: What is there is no plan.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> items = PlannedItem("a", "x"), PlannedItem("b", "y", fold=1)
        >>> plan = MiningPlan(FoldPlan(items, n_folds=2, seed=0))
        >>> with TemporaryDirectory() as name:
        ...     file = write_plan(name, plan)
        ...     read_plan(name) == plan
        True
    """
    file = Path(folder, _FILE)
    value = _to_json(plan)
    if file.exists() and not replace:
        there = _to_json(read_plan(folder))
        changed = [key for key in value if key != "notes" and digest(there[key]) != digest(value[key])]
        if changed:
            raise InputError(
                f"expected the plan that is in {file.parent}, got one with other {', '.join(changed)}; take another "
                "folder, or replace the plan: outputs that do not depend on the change stay good"
            )
        return file
    write_json(file, value)
    return file


def read_plan(folder: str | os.PathLike[str]) -> MiningPlan:
    """Read the plan of a folder.

    Args:
        folder: Where ``write_plan`` put it.

    Raises:
        DataError: There is none, it cannot be read, or it is of a newer version.

    Examples:
        >>> read_plan("no such folder")
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: expected plan.json in no such folder, found none; plan the run first
    """
    file = Path(folder, _FILE)
    value = read_json(file)
    if value is None:
        raise DataError(f"expected {_FILE} in {folder}, found none; plan the run first", path=str(file))
    if not isinstance(value, dict) or value.get("format") != _FORMAT or value.get("version") != _VERSION:
        raise DataError(f"expected a {_FORMAT!r} of version {_VERSION} in {file}, found another file", path=str(file))
    try:
        return _from_json(value)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"the plan in {file} is damaged: {error!r}", path=str(file)) from error


def _to_json(plan: MiningPlan) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "n_folds": plan.folds.n_folds,
        "seed": plan.folds.seed,
        "samples": plan.samples,
        "temperature": float(plan.temperature),
        "shard_size": plan.shard_size,
        "model": plan.model,
        "settings": dict(plan.settings),
        "items": [_row(item) for item in plan.folds.items],
        "notes": dict(plan.notes),
    }


def _from_json(value: Mapping[str, Any]) -> MiningPlan:
    items = tuple(PlannedItem(*row) for row in value["items"])
    folds = FoldPlan(items, n_folds=value["n_folds"], seed=value["seed"])
    if not all(0 <= item.fold < folds.n_folds for item in items):
        raise ValueError("a record stands in a fold that there is not")
    names = ("samples", "temperature", "shard_size", "model", "settings", "notes")
    return MiningPlan(folds, **{name: value[name] for name in names})


def _row(item: PlannedItem) -> list[Any]:
    return [item.id, item.reference, item.writer, item.fold]


def _require_json(name: str, value: object) -> None:
    if not isinstance(value, Mapping):
        raise InputError(f"expected {name} as a dict, got {type(value).__name__}")
    try:
        digest(dict(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"expected {name} that JSON can hold, got {value!r:.80}: {error}") from None
