"""What each kind of job does, given its inputs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus import (
    Candidate,
    CorpusSettings,
    Origin,
    merge_corpora,
    mine_errors,
    read_candidates,
    write_candidates,
    write_corpus,
)
from hmer_kit.error_mining.out_of_fold._files import clear_drafts
from hmer_kit.error_mining.out_of_fold._receipts import Receipt, require_unharmed
from hmer_kit.error_mining.out_of_fold.plan import Job, JobKind, MiningPlan
from hmer_kit.error_mining.out_of_fold.requests import SampleRequest, SampleShard, TrainFold, TrainRequest, seed_of
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hmer_kit.error_mining.out_of_fold.folds import PlannedItem

__all__ = ["Workers", "do"]

_OPEN_AT_ONCE = 64
"""Files that are merged in one go: systems allow a process some hundreds."""


@dataclass(frozen=True, slots=True)
class Workers:
    """The user's functions."""

    train: TrainFold | None
    """Trains."""
    sample: SampleShard | None
    """Samples."""


def do(job: Job, *, folder: Path, plan: MiningPlan, inputs: Mapping[str, Receipt], workers: Workers) -> Path:
    """Do a job and return its output, which is on the disk as a whole."""
    if job.kind is JobKind.TRAIN:
        return _train(job, folder=folder, plan=plan, train=workers.train)
    if job.kind is not JobKind.SAMPLE:  # a model is not read twice for each of its shards
        for receipt in inputs.values():
            require_unharmed(folder, receipt)
    files = {name: folder / receipt.output for name, receipt in inputs.items()}
    output = folder / "result" if job.kind is JobKind.COLLECT else folder / job.kind / f"{job.id}.jsonl"
    output.parent.mkdir(parents=True, exist_ok=True)
    clear_drafts(output)
    if job.kind is JobKind.SAMPLE:
        sampled = list(_sample(job, plan=plan, model=files[job.inputs[0]], sample=workers.sample))
        write_candidates(output, sampled)
    elif job.kind is JobKind.COMPARE:
        settings = CorpusSettings()
        write_corpus(output, mine_errors(read_candidates(files[job.inputs[0]]), settings=settings), settings=settings)
    else:
        _collect(output, plan=plan, files=files)
    return output


def _train(job: Job, *, folder: Path, plan: MiningPlan, train: TrainFold | None) -> Path:
    if train is None:
        raise InputError(f"expected a function that trains, for job {job.id}; give train=...")
    place = folder / "work" / f"{job.id}-{job.fingerprint[:12]}"
    place.mkdir(parents=True, exist_ok=True)
    fold = _fold(job)
    request = TrainRequest(
        job.id,
        fold=fold,
        items=tuple(plan.folds.trained_on(fold)),
        seed=seed_of(plan.folds.seed, "train", fold),
        folder=place,
        settings=plan.settings,
        notes=plan.notes,
    )
    return Path(train(request))


def _sample(job: Job, *, plan: MiningPlan, model: Path, sample: SampleShard | None) -> Iterator[Candidate]:
    if sample is None:
        raise InputError(f"expected a function that samples, for job {job.id}; give sample=...")
    fold, shard = _fold(job), job.shard or 0
    items = plan.shards(fold)[shard]
    request = SampleRequest(
        job.id,
        fold=fold,
        items=tuple(items),
        model=model,
        seeds=tuple(seed_of(plan.folds.seed, fold, shard, number) for number in range(plan.samples)),
        temperature=plan.temperature,
        settings=plan.settings,
        notes=plan.notes,
    )
    found = [list(own) for own in sample(request)]
    _require_all(found, items, samples=plan.samples, job=job.id)
    for item, predictions in zip(items, found, strict=True):
        for number, prediction in enumerate(predictions):
            origin = Origin(plan.model, fold=fold, sample=number, temperature=float(plan.temperature))
            yield Candidate(item.id, item.reference, prediction, origin)


def _require_all(found: list[list[str]], items: Sequence[PlannedItem], *, samples: int, job: str) -> None:
    if len(found) != len(items):
        raise InputError(f"expected candidates for {len(items)} records of {job}, got them for {len(found)}")
    for own, item in zip(found, items, strict=True):
        if len(own) != samples or not all(isinstance(text, str) for text in own):
            raise InputError(f"expected {samples} strings as candidates for {item.id!r} in {job}, got {own!r:.120}")


def _collect(output: Path, *, plan: MiningPlan, files: Mapping[str, Path]) -> None:
    shutil.rmtree(output, ignore_errors=True)  # what a killed process has left
    output.mkdir()
    kinds = {kind: [path for name, path in files.items() if name.startswith(kind)] for kind in ("sample", "compare")}
    write_candidates(output / "candidates.jsonl", _all_candidates(plan, kinds["sample"]))
    _merge(output / "errors.jsonl", kinds["compare"])


def _all_candidates(plan: MiningPlan, parts: Iterable[Path]) -> Iterator[Candidate]:
    """Yield the candidates of all shards, and see that every record has all of its own."""
    missing = {(item.id, number) for item in plan.folds.items for number in range(plan.samples)}
    for part in parts:
        for candidate in read_candidates(part):
            missing.discard((candidate.id, candidate.origin.sample))
            yield candidate
    if missing:
        raise DataError(f"expected a candidate for every sample of every record, {len(missing)} lack: {min(missing)}")


def _merge(output: Path, parts: Sequence[Path]) -> None:
    with TemporaryDirectory(dir=output.parent, prefix=".merge-") as place:
        rounds = 0
        while len(parts) > _OPEN_AT_ONCE:
            groups = [parts[start : start + _OPEN_AT_ONCE] for start in range(0, len(parts), _OPEN_AT_ONCE)]
            parts = [Path(place, f"{rounds}-{number}.jsonl") for number in range(len(groups))]
            for part, group in zip(parts, groups, strict=True):
                merge_corpora(part, group)
            rounds += 1
        merge_corpora(output, parts)


def _fold(job: Job) -> int:
    if job.fold is None:
        raise InputError(f"expected a job of one fold, got {job.id}")
    return job.fold
