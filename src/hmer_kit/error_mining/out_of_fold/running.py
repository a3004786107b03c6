"""The state of a run, which is its files, and doing what is left, on as many machines as see them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hmer_kit._drafts import clear_left
from hmer_kit.error_mining.out_of_fold._run import LOCKS, Run
from hmer_kit.error_mining.out_of_fold._work import Workers
from hmer_kit.error_mining.out_of_fold.states import JobRun, JobState
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from hmer_kit.error_mining.out_of_fold.plan import Job
    from hmer_kit.error_mining.out_of_fold.requests import SampleShard, TrainFold

__all__ = ["STALE_AFTER", "job_states", "pending_jobs", "run_job", "run_pending"]

STALE_AFTER = 600.0
"""Seconds without a sign of life after which the worker of another machine is taken for dead."""


def job_states(folder: str | os.PathLike[str], *, stale_after: float = STALE_AFTER) -> dict[str, JobState]:
    """Return where each job of a run stands.

    Args:
        folder: The run's folder.
        stale_after: Seconds without a sign of life after which the worker of another machine is taken for dead.

    Returns:
        Job id to state, each job after those that it needs.

    Raises:
        DataError: There is no plan in the folder.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.error_mining.out_of_fold import MiningPlan, plan_folds, write_plan
        >>> folds = plan_folds([Record("a", "x"), Record("b", "y")], 2)
        >>> with TemporaryDirectory() as name:
        ...     _ = write_plan(name, MiningPlan(folds))
        ...     states = job_states(name)
        >>> states["train-0"].value, states["sample-0-0000"].value
        ('ready', 'waiting')
    """
    _require_patience(stale_after)
    run = Run.of(folder)
    seen = run.look(run.jobs)
    return {name: run.state(job, seen=seen, stale_after=stale_after) for name, job in run.jobs.items()}


def pending_jobs(folder: str | os.PathLike[str]) -> list[Job]:
    """Return the jobs that have to be done, each after those that it needs.

    A job is pending if it has no output under the present plan and a job that needs it, or the run's end, has none.

    Args:
        folder: The run's folder.

    Raises:
        DataError: There is no plan in the folder.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.error_mining.out_of_fold import MiningPlan, plan_folds, write_plan
        >>> folds = plan_folds([Record("a", "x"), Record("b", "y")], 2)
        >>> with TemporaryDirectory() as name:
        ...     _ = write_plan(name, MiningPlan(folds))
        ...     len(pending_jobs(name)), pending_jobs(name)[-1].id
        (7, 'collect')
    """
    run = Run.of(folder)
    return run.left()


def run_job(
    folder: str | os.PathLike[str],
    job_id: str,
    *,
    train: TrainFold | None = None,
    sample: SampleShard | None = None,
    stale_after: float = STALE_AFTER,
) -> JobRun:
    """Do one job, unless it is done, has to wait, or another process is at work on it.

    Whatever kills the process, the run's folder stays good: outputs and receipts appear as a whole, and what was begun
    is begun again, a training from its last checkpoint.

    Args:
        folder: The run's folder, on a disk that all machines see.
        job_id: Which, see ``pending_jobs``.
        train: Trains a model for a fold.
        sample: Gives candidates for a shard.
        stale_after: Seconds without a sign of life after which the worker of another machine is taken for dead.

    Returns:
        Whether it was done here, and where it stands.

    Raises:
        InputError: There is no such job, the function for it is missing, or it returned something else than it should.
        DataError: There is no plan, or a file of the run is damaged.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.error_mining.out_of_fold import MiningPlan, plan_folds, write_plan
        >>> def train(request):
        ...     file = request.folder / "model.txt"
        ...     _ = file.write_text("x")
        ...     return file
        >>> folds = plan_folds([Record("a", "x"), Record("b", "y")], 2)
        >>> with TemporaryDirectory() as name:
        ...     _ = write_plan(name, MiningPlan(folds))
        ...     [run_job(name, "train-0", train=train).worked for _ in range(2)]
        [True, False]
    """
    _require_patience(stale_after)
    run = Run.of(folder)
    clear_left(run.folder / LOCKS)
    job = run.find(job_id)
    if job not in run.left():
        return JobRun(job.id, JobState.DONE)
    return run.attempt(job, workers=Workers(train, sample), stale_after=stale_after)


def run_pending(
    folder: str | os.PathLike[str],
    *,
    train: TrainFold | None = None,
    sample: SampleShard | None = None,
    on_job: Callable[[JobRun], None] | None = None,
    wait: float | None = 2.0,
    stale_after: float = STALE_AFTER,
) -> list[JobRun]:
    """Do whatever can be done until the run is at its end; any number of processes may call it at once.

    Args:
        folder: The run's folder.
        train: Trains a model for a fold.
        sample: Gives candidates for a shard.
        on_job: Called after each job that was done here.
        wait: Seconds between looks where all that is left is with other processes; None leaves it to them.
        stale_after: See ``run_job``.

    Returns:
        The jobs that were done here.

    Raises:
        HmerKitError: As ``run_job`` does. What was done stays done.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.error_mining.out_of_fold import MiningPlan, mining_result, plan_folds, write_plan
        >>> from hmer_kit.error_mining.corpus import read_candidates
        >>> def train(request):
        ...     file = request.folder / "model.txt"
        ...     _ = file.write_text(request.items[0].reference)
        ...     return file
        >>> def sample(request):
        ...     return [[request.model.read_text() for _ in request.seeds] for _ in request.items]
        >>> folds = plan_folds([Record("a", "x"), Record("b", "y")], 2)
        >>> with TemporaryDirectory() as name:
        ...     _ = write_plan(name, MiningPlan(folds, samples=1))
        ...     done = run_pending(name, train=train, sample=sample)
        ...     rows = list(read_candidates(mining_result(name).candidates))
        >>> len(done), sorted((row.id, row.reference, row.prediction) for row in rows)
        (7, [('a', 'x', 'y'), ('b', 'y', 'x')])
    """
    _require_patience(stale_after)
    run, workers = Run.of(folder), Workers(train, sample)
    clear_left(run.folder / LOCKS)
    done: list[JobRun] = []
    while left := run.left():
        before = len(done)
        for job in left:
            result = run.attempt(job, workers=workers, stale_after=stale_after)
            if result.worked:
                done.append(result)
                if on_job is not None:
                    on_job(result)
        if len(done) == before:
            if wait is None:
                break
            time.sleep(wait)
    return done


def _require_patience(stale_after: float) -> None:
    if not stale_after > 0:
        raise InputError(f"expected stale_after as seconds above 0, got {stale_after!r}")
