"""Examples of many records and tasks, at once or one by one; what cannot be built is counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data import Skip
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.tasks._records import is_error_free, require_record
from hmer_kit.tasks.base import Task
from hmer_kit.tasks.registry import TASKS, get_task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.data import Record
    from hmer_kit.tasks.base import TaskExample

__all__ = ["BuildResult", "build_examples", "iter_examples"]

_ERROR_FREE = "prediction equals the reference"


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was built, and what was not.

    Examples:
        >>> from hmer_kit.data import Record
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
        >>> from hmer_kit.data import Record
        >>> record = Record("a", "x + a", prediction="x + d")
        >>> [example.target for example in build_examples([record], tasks=["vanilla", "error_detection"]).examples]
        ['x + a', 'x + <error_start> d <error_end>']
    """
    result = BuildResult([], [])
    for built in iter_examples(records, tasks=tasks, include_error_free=include_error_free):
        if isinstance(built, Skip):
            result.skipped.append(built)
        else:
            result.examples.append(built)
    return result


def iter_examples(
    records: Iterable[Record],
    *,
    tasks: Sequence[str | Task] | None = None,
    include_error_free: bool = False,
) -> Iterator[TaskExample | Skip]:
    r"""Yield what ``build_examples`` collects, one by one: records are taken as they are needed, and none is kept.

    Args:
        records: Expressions, with predictions for the two error tasks; any iterator.
        tasks: Names or tasks; by default all five.
        include_error_free: Whether right predictions give examples of the error tasks too, nothing marked.

    Returns:
        For each record and each task an example, or a note why there is none.

    Raises:
        InputError: An unknown task, a string in place of a list, or an item that is no record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = (Record(str(number), "x + 1") for number in range(10 ** 9))
        >>> next(iter_examples(records, tasks=["vanilla"])).target
        'x + 1'
    """
    chosen = _resolve(tasks)
    return (
        _built(task, record, include_error_free=include_error_free) for record in _checked(records) for task in chosen
    )


def _resolve(tasks: Sequence[str | Task] | None) -> list[Task]:
    if isinstance(tasks, str):
        raise InputError(f"expected a list of tasks, got the string {tasks!r}; write [{tasks!r}]")
    given: object = tuple(TASKS.values()) if tasks is None else tasks
    if not isinstance(given, Iterable):
        raise InputError(f"expected a list of tasks, got {type(tasks).__name__}; write ['vanilla'], or None for all")
    return [_task(task) for task in given]


def _task(task: object) -> Task:
    if isinstance(task, str):
        return get_task(task)
    if isinstance(task, type) or not isinstance(task, Task):
        raise InputError(f"expected a task or its name, got {task!r}; write 'vanilla' or Vanilla()")
    return task


def _checked(records: object) -> Iterator[Record]:
    if not isinstance(records, Iterable):
        kind = type(records).__name__
        raise InputError(f"expected records one by one, got {kind}; give the records of a ReadResult")
    return (_record(record, number) for number, record in enumerate(records))


def _record(record: Record, number: int) -> Record:
    require_record(record, f"item {number}")
    return record


def _built(task: Task, record: Record, *, include_error_free: bool) -> TaskExample | Skip:
    """Return the example, or why there is none."""
    try:
        if task.needs_prediction and not include_error_free and is_error_free(record):
            return _skip(task, record, _ERROR_FREE)
        return task.build(record)
    except HmerKitError as error:
        return _skip(task, record, _reason(error))


def _skip(task: Task, record: Record, reason: str) -> Skip:
    return Skip(f"record {record.id!r}, task {task.name}", reason)


def _reason(error: HmerKitError) -> str:
    """Return a phrase that is the same for all errors of a kind, so that skips can be counted."""
    code = getattr(error, "code", None)
    return str(code).replace("_", " ") if code else type(error).__name__


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
