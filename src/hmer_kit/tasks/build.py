"""Examples of many records and tasks at once; what cannot be built is counted and named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data import Record, Skip
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.tasks._records import is_error_free
from hmer_kit.tasks.registry import TASKS, get_task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.tasks.base import Task, TaskExample

__all__ = ["BuildResult", "build_examples"]

_ERROR_FREE = "prediction equals the reference"


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was built, and what was not.

    Examples:
        >>> result = build_examples([Record("a", "x")], tasks=["vanilla", "error_detection"])
        >>> result.summary()
        '1 example (1 vanilla), 1 skipped (1 × no prediction)'
    """

    examples: list[TaskExample]
    """Examples in the order of the records, and of the tasks for each record."""
    skipped: list[Skip]
    """One note for each record and task without an example."""

    def summary(self) -> str:
        """Return one line: how many examples of each task, how many skipped, and why.

        Examples:
            >>> BuildResult([], []).summary()
            '0 examples, 0 skipped'
        """
        built = Counter(example.task for example in self.examples)
        reasons = Counter(skip.reason for skip in self.skipped)
        noun = "example" if len(self.examples) == 1 else "examples"
        tasks = ", ".join(f"{count} {name}" for name, count in built.items())
        why = ", ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
        return f"{len(self.examples)} {noun}{_bracketed(tasks)}, {len(self.skipped)} skipped{_bracketed(why)}"


def build_examples(
    records: Iterable[Record],
    *,
    tasks: Sequence[str | Task] | None = None,
    include_error_free: bool = False,
) -> BuildResult:
    r"""Build the examples of every record for every task.

    A record that a task cannot use is skipped and named: it has no prediction, its prediction is right, its reference
    is blank or has no tree.

    Args:
        records: Expressions, with predictions for the two error tasks.
        tasks: Names or tasks; by default all five.
        include_error_free: Whether right predictions give examples of the error tasks too, nothing marked. Whether the
            released data has such rows is not known.

    Returns:
        Examples and skips.

    Raises:
        InputError: An unknown task, a string in place of a list, or an item that is no record.

    Examples:
        >>> record = Record("a", "x + a", prediction="x + d")
        >>> [example.target for example in build_examples([record], tasks=["vanilla", "error_detection"]).examples]
        ['x + a', 'x + <error_start> d <error_end>']
    """
    chosen = _resolve(tasks)
    result = BuildResult([], [])
    for record in _checked(records):
        for task in chosen:
            reason = _refusal(task, record, include_error_free=include_error_free)
            if reason is None:
                try:
                    result.examples.append(task.build(record))
                except HmerKitError as error:
                    reason = _reason(error)
            if reason is not None:
                result.skipped.append(Skip(f"record {record.id!r}, task {task.name}", reason))
    return result


def _resolve(tasks: Sequence[str | Task] | None) -> list[Task]:
    if isinstance(tasks, str):
        raise InputError(f"expected a list of tasks, got the string {tasks!r}; write [{tasks!r}]")
    given = tuple(TASKS.values()) if tasks is None else tasks
    return [get_task(task) if isinstance(task, str) else task for task in given]


def _checked(records: Iterable[Record]) -> Iterable[Record]:
    try:
        items = iter(records)
    except TypeError:
        kind = type(records).__name__
        raise InputError(f"expected records one by one, got {kind}; give the records of a ReadResult") from None
    for number, record in enumerate(items):
        if not isinstance(record, Record):
            raise InputError(f"expected a Record as item {number}, got {type(record).__name__}")
        yield record


def _refusal(task: Task, record: Record, *, include_error_free: bool) -> str | None:
    """Return why an error task should not use a record, though it could."""
    if include_error_free or not task.needs_prediction or not is_error_free(record):
        return None
    return _ERROR_FREE


def _reason(error: HmerKitError) -> str:
    """Return a phrase that is the same for all errors of a kind, so that skips can be counted."""
    code = getattr(error, "code", None)
    return str(code).replace("_", " ") if code else type(error).__name__


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
