"""The state of a run at a moment, read from its files, and one attempt at one of its jobs."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.error_mining.out_of_fold._locks import claimed, is_claimed
from hmer_kit.error_mining.out_of_fold._receipts import Receipt, is_whole, read_receipt, write_receipt
from hmer_kit.error_mining.out_of_fold._work import Workers, do
from hmer_kit.error_mining.out_of_fold.plan import Job, JobKind, MiningPlan, read_plan
from hmer_kit.error_mining.out_of_fold.states import JobRun, JobState
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["LOCKS", "Run", "Seen"]

LOCKS = "locks"
"""Folder of the locks."""
_END = "collect"


@dataclass(frozen=True, slots=True)
class Seen:
    """What some jobs had left at a moment."""

    receipts: dict[str, Receipt]
    """Of those that are done."""
    pending: set[str]
    """Those that have to be done."""

    def has_inputs(self, job: Job) -> bool:
        return all(name in self.receipts for name in job.inputs)


@dataclass(frozen=True, slots=True)
class Run:
    """A folder with its plan, read once."""

    folder: Path
    plan: MiningPlan
    jobs: dict[str, Job]

    @classmethod
    def of(cls, folder: str | os.PathLike[str]) -> Run:
        plan = read_plan(folder)
        return cls(Path(folder), plan, {job.id: job for job in plan.jobs()})

    def find(self, job_id: str) -> Job:
        if job_id not in self.jobs:
            raise InputError(f"expected one of {len(self.jobs)} jobs, such as 'train-0', got {job_id!r}")
        return self.jobs[job_id]

    def left(self) -> list[Job]:
        """Return what the end of the run needs and lacks."""
        pending = self.look(self.jobs).pending
        return [job for job in self.jobs.values() if job.id in pending]

    def look(self, names: Iterable[str]) -> Seen:
        """Read the receipts of some jobs, in an order in which each comes after those that it needs."""
        jobs = [self.jobs[name] for name in names]
        found = {job.id: receipt for job in jobs if (receipt := read_receipt(self.folder, job)) is not None}
        spoilt: set[str] = set()
        for name, receipt in found.items():
            if any(_is_spoilt(used, found=found, spoilt=spoilt) for used in receipt.inputs.items()):
                spoilt.add(name)
        good = {name: found[name] for name in found.keys() - spoilt if is_whole(self.folder, found[name])}
        end = self.jobs[_END]
        # Seen without the end, the end is to come: whoever looks so knows that there is something left.
        needed = {end.id} if any(job.id == end.id for job in jobs) else set(end.inputs)
        return Seen(good, _pending(jobs, good, needed=needed))

    def state(self, job: Job, *, seen: Seen, stale_after: float) -> JobState:
        if job.id not in seen.pending:
            return JobState.DONE
        if is_claimed(self.folder / LOCKS, job.id, stale_after=stale_after):
            return JobState.RUNNING
        return JobState.READY if seen.has_inputs(job) else JobState.WAITING

    def attempt(self, job: Job, *, workers: Workers, stale_after: float) -> JobRun:
        """Do one of the jobs that are left, unless another process is at work on it or has just done it."""
        near = self._near(job)
        with claimed(self.folder / LOCKS, job.id, stale_after=stale_after) as mine:
            seen = self.look(near)  # after the claim: another may have done it just before
            if not mine:
                return JobRun(job.id, self.state(job, seen=seen, stale_after=stale_after))
            if job.id not in seen.pending or not seen.has_inputs(job):
                return JobRun(job.id, JobState.WAITING if job.id in seen.pending else JobState.DONE)
            begun = time.monotonic()
            inputs = {name: seen.receipts[name] for name in job.inputs}
            output = do(job, folder=self.folder, plan=self.plan, inputs=inputs, workers=workers)
            seconds = time.monotonic() - begun
            write_receipt(self.folder, job, output=output, inputs=inputs, made=_made(seconds))
        return JobRun(job.id, JobState.DONE, worked=True, seconds=seconds)

    def _near(self, job: Job) -> list[str]:
        """Return the jobs that decide where this one stands: thousands of receipts are not read for one shard."""
        if job.kind is JobKind.COLLECT:
            return list(self.jobs)
        own = {None, job.shard} if job.kind is not JobKind.TRAIN else {other.shard for other in self.jobs.values()}
        chosen = [other for other in self.jobs.values() if other.fold == job.fold and other.shard in own]
        return [other.id for other in chosen]


def _made(seconds: float) -> dict[str, object]:
    """Return who did it, when, and how long it took."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"seconds": round(seconds, 3), "at": now, "host": socket.gethostname(), "pid": os.getpid()}


def _is_spoilt(used: tuple[str, str], *, found: dict[str, Receipt], spoilt: set[str]) -> bool:
    """Whether an input has been made anew since it was used; one that was only tidied away spoils nothing."""
    name, checksum = used
    return name in spoilt or (name in found and found[name].checksum != checksum)


def _pending(jobs: Sequence[Job], receipts: dict[str, Receipt], *, needed: set[str]) -> set[str]:
    pending: set[str] = set()
    for job in reversed(jobs):  # those that need a job come after it
        if job.id in needed and job.id not in receipts:
            pending.add(job.id)
            needed.update(job.inputs)
    return pending
