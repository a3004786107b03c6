"""Where a job stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["JobRun", "JobState"]


class JobState(StrEnum):
    """Where a job stands.

    Examples:
        >>> list(map(str, JobState))
        ['done', 'running', 'ready', 'waiting']
    """

    DONE = "done"
    """Its output is there, or all that would need it is done."""
    RUNNING = "running"
    """A living process is at work on it."""
    READY = "ready"
    """It can be done now."""
    WAITING = "waiting"
    """It needs the output of a job that is not done."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """What came of asking for a job.

    Examples:
        >>> JobRun("train-0", JobState.DONE, worked=True, seconds=1.5).worked
        True
    """

    job: str
    """Its id."""
    state: JobState
    """Where it stands now."""
    worked: bool = False
    """Whether this call did it; False where it was done, another was at work on it, or it has to wait."""
    seconds: float = 0.0
    """How long this call worked on it."""
