"""How a run is told: in lines of text, or in a JSON object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hmer_kit.error_mining.out_of_fold import JobRun, JobState, MiningPlan

__all__ = ["JsonLines", "Lines", "TextLines"]


class Lines(Protocol):
    """Prints what a run has to say.

    Examples:
        >>> lines: Lines = TextLines()
    """

    def plan(self, plan: MiningPlan) -> None:
        """Print a plan that was made."""

    def states(self, states: Mapping[str, JobState]) -> None:
        """Print every job and where it stands."""

    def job(self, done: JobRun) -> None:
        """Print what came of a job."""

    def result(self, folder: Path) -> None:
        """Print what the whole run has given."""


class TextLines:
    """Lines to be read.

    Examples:
        >>> from hmer_kit.error_mining.out_of_fold import JobRun, JobState
        >>> TextLines().job(JobRun("train-0", JobState.DONE, worked=True, seconds=1.5))
        train-0: done, 1.5 s
    """

    def plan(self, plan: MiningPlan) -> None:
        """Print the sizes of a plan, and what is uneven or shared in it."""
        from hmer_kit.cli.errors.mine_errors.planning import plan_lines

        print(*plan_lines(plan), sep="\n", flush=True)

    def states(self, states: Mapping[str, JobState]) -> None:
        """Print a line for each job."""
        width = max(map(len, states))
        for name, state in states.items():
            print(f"{name:<{width}}  {state.value}")

    def job(self, done: JobRun) -> None:
        """Print how long a job took."""
        took = f"{done.seconds:.1f} s" if done.worked else "nothing to do here"
        print(f"{done.job}: {done.state.value}, {took}", flush=True)

    def result(self, folder: Path) -> None:
        """Print what the corpus holds, and where it lies."""
        from hmer_kit.error_mining.corpus import corpus_statistics, open_corpus
        from hmer_kit.error_mining.out_of_fold import mining_result

        result = mining_result(folder)
        print("", corpus_statistics(open_corpus(result.errors)).table(), "", sep="\n")
        print(f"candidates: {result.candidates}", f"errors:     {result.errors}", sep="\n", flush=True)


class JsonLines:
    """A JSON object a line.

    Examples:
        >>> from hmer_kit.error_mining.out_of_fold import JobRun, JobState
        >>> JsonLines().job(JobRun("train-0", JobState.DONE, worked=True, seconds=1.5))
        {"job": "train-0", "state": "done", "worked": true, "seconds": 1.5}
    """

    def plan(self, plan: MiningPlan) -> None:
        """Print the sizes of a plan; ``notes`` has what is uneven or shared in it."""
        from hmer_kit.cli.errors.mine_errors.planning import plan_lines

        sizes = {"pictures": len(plan.folds.items), "folds": list(plan.folds.sizes)}
        drawn = {"samples": plan.samples, "temperature": plan.temperature}
        _print({"plan": {**sizes, **drawn, "notes": plan_lines(plan)[1:]}})

    def states(self, states: Mapping[str, JobState]) -> None:
        """Print an object for each job."""
        for name, state in states.items():
            _print({"job": name, "state": state.value})

    def job(self, done: JobRun) -> None:
        """Print what came of a job."""
        _print({"job": done.job, "state": done.state.value, "worked": done.worked, "seconds": done.seconds})

    def result(self, folder: Path) -> None:
        """Print what the corpus holds, and where it lies."""
        from hmer_kit.error_mining.corpus import corpus_statistics, open_corpus
        from hmer_kit.error_mining.out_of_fold import mining_result

        result = mining_result(folder)
        corpus = corpus_statistics(open_corpus(result.errors)).to_dict()
        _print({"candidates": str(result.candidates), "errors": str(result.errors), "corpus": corpus})


def _print(value: object) -> None:
    print(json.dumps(value), flush=True)
