"""Examples of many records and tasks, at once or one by one; what cannot be built is counted and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data import Skip
from hmer_kit.exceptions import InputError
from hmer_kit.tasks._records import require_record
from hmer_kit.tasks.building._choice import resolve
from hmer_kit.tasks.building._making import built

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.data import Record
    from hmer_kit.tasks.base import Task, TaskExample

__all__ = ["BuildResult", "build_examples", "iter_examples"]


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
    for made in iter_examples(records, tasks=tasks, include_error_free=include_error_free):
        if isinstance(made, Skip):
            result.skipped.append(made)
        else:
            result.examples.append(made)
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
    chosen = resolve(tasks)
    return (
        built(task, record, include_error_free=include_error_free) for record in _checked(records) for task in chosen
    )


def _checked(records: object) -> Iterator[Record]:
    if not isinstance(records, Iterable):
        kind = type(records).__name__
        raise InputError(f"expected records one by one, got {kind}; give the records of a ReadResult")
    return (_record(record, number) for number, record in enumerate(records))


def _record(record: Record, number: int) -> Record:
    require_record(record, f"item {number}")
    return record


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
