"""From an error corpus to training data for error detection and correction, in the released layout."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.data import Record, Skip
from hmer_kit.data.formats.conversations._side_by_side import row_text, write_side_by_side
from hmer_kit.error_mining.corpus import Band
from hmer_kit.exceptions import InputError
from hmer_kit.tasks.building._choice import resolve
from hmer_kit.tasks.building._making import built
from hmer_kit.tasks.error_correction import ErrorCorrection
from hmer_kit.tasks.error_detection import ErrorDetection
from hmer_kit.tasks.error_rows import select_errors

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.error_mining.corpus import ErrorRecord
    from hmer_kit.tasks.base import Task, TaskExample
    from hmer_kit.tasks.error_rows import ErrorRows

__all__ = ["ErrorDataSummary", "iter_error_examples", "write_error_data"]

_RIGHT = Band.RIGHT


@dataclass(frozen=True, slots=True)
class ErrorDataSummary:
    """What was written for one task.

    Examples:
        >>> print(ErrorDataSummary("error_detection", rows=3, synthetic=1, skipped={"far miss": 2}))
        error_detection: 3 rows (0 without errors, 1 synthetic), 2 left out (2 × far miss)
    """

    task: str
    """Name of the task."""
    rows: int = 0
    """Rows written."""
    error_free: int = 0
    """Rows among them in which nothing is wrong."""
    synthetic: int = 0
    """Rows among them whose error no model made."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Wrong predictions left out, by reason."""

    def __str__(self) -> str:
        reasons = ", ".join(f"{count} × {reason}" for reason, count in self.skipped.items())
        left_out = f"{sum(self.skipped.values())} left out" + (f" ({reasons})" if reasons else "")
        return (
            f"{self.task}: {self.rows} rows ({self.error_free} without errors, {self.synthetic} synthetic), {left_out}"
        )


def iter_error_examples(
    records: Iterable[ErrorRecord],
    *,
    task: Task,
    rows: ErrorRows | None = None,
    images: Mapping[str, ImageSource] | None = None,
) -> Iterator[TaskExample | Skip]:
    r"""Yield the examples of one of the two error tasks, and a note for each wrong prediction without one.

    Args:
        records: A corpus, see ``select_errors``.
        task: ``ErrorDetection()`` or ``ErrorCorrection()``, with ``spans="balanced"`` for wider marks.
        rows: What to keep.
        images: Picture of each id.

    Raises:
        InputError: See ``select_errors``.

    Examples:
        >>> from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x + a", "x + d")])
        >>> next(iter_error_examples(corpus, task=ErrorCorrection())).target
        'REPLACE:d -> a\nx + a'
    """
    pictures = {} if images is None else images
    [chosen] = resolve([task])
    selected = select_errors(records, rows)
    return (_example(row, chosen, pictures) for row in selected)


def write_error_data(
    folder: str | os.PathLike[str],
    records: Iterable[ErrorRecord],
    *,
    tasks: Sequence[Task] | None = None,
    rows: ErrorRows | None = None,
    images: Mapping[str, ImageSource] | None = None,
    image_name: Callable[[str], str] | None = None,
) -> list[ErrorDataSummary]:
    """Write ``error_detection.json`` and ``error_correction.json``: ShareGPT JSON in the released layout.

    The corpus is gone through once, and rows are written as they are made; a task without any row has a file with an
    empty list. The files take their places together, at the end.

    Args:
        folder: Where to write; it must exist.
        records: A corpus, see ``select_errors``.
        tasks: The two error tasks with their options; by default the released prompts, marks on the edits alone.
        rows: What to keep.
        images: Picture of each id; ids without one are left out.
        image_name: Path of the picture of an id, in place of ``images``. With neither, rows have no picture.

    Returns:
        What was written, task by task.

    Raises:
        InputError: See ``select_errors``.
        DataError: A file cannot be written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x", "X"), Candidate("b", "y", "y")])
        >>> with TemporaryDirectory() as folder:
        ...     for summary in write_error_data(folder, corpus, image_name=lambda name: f"{name}.png"):
        ...         print(summary)
        error_detection: 1 rows (0 without errors, 0 synthetic), 0 left out
        error_correction: 1 rows (0 without errors, 0 synthetic), 0 left out
    """
    chosen: list[Task] = [ErrorDetection(), ErrorCorrection()] if tasks is None else resolve(tasks)
    if not chosen:
        return []
    selected = select_errors(records, rows)  # gone through once, for all of the tasks
    sheets = [_Sheet(task, image_name) for task in chosen]
    files = [Path(folder) / f"{task.name}.json" for task in chosen]
    write_side_by_side(files, (_texts(row, sheets, images) for row in selected))
    return [sheet.summary() for sheet in sheets]


def _example(row: ErrorRecord | Skip, task: Task, images: Mapping[str, ImageSource]) -> TaskExample | Skip:
    if isinstance(row, Skip):
        return row
    return built(task, _record(row, images), include_error_free=True)  # its band is known


def _record(row: ErrorRecord, images: Mapping[str, ImageSource] | None) -> Record:
    return Record(row.id, row.reference, image=images.get(row.id) if images else None, prediction=row.prediction)


def _texts(
    row: ErrorRecord | Skip, sheets: Sequence[_Sheet], images: Mapping[str, ImageSource] | None
) -> list[str | None]:
    """Return what a row is in each file."""
    if isinstance(row, Skip):
        return [sheet.leave_out(row.reason) for sheet in sheets]
    if images is not None and row.id not in images:
        return [sheet.leave_out("no picture") for sheet in sheets]
    record, kind = _record(row, images), (row.band is _RIGHT, row.is_synthetic)
    return [sheet.text(record, kind) for sheet in sheets]


class _Sheet:
    """Makes the rows of one task and counts what they are."""

    def __init__(self, task: Task, name: Callable[[str], str] | None) -> None:
        self.task = task
        self.name = name
        self.rows = self.error_free = self.synthetic = 0
        self.skipped: Counter[str] = Counter()

    def text(self, record: Record, kind: tuple[bool, bool]) -> str | None:
        """Return the text of a row; None where there is none, and count why, or whether it is right and synthetic."""
        example = built(self.task, record, include_error_free=True)
        if isinstance(example, Skip):
            return self.leave_out(example.reason)
        paths = [] if self.name is None else [self.name(example.record.id)]
        if example.record.image is not None:
            paths = [example.record.image.name]
        try:
            found = row_text(example.prompt, example.target, images=paths)
        except InputError as error:
            return self.leave_out(str(error))
        self.rows += 1
        self.error_free += kind[0]
        self.synthetic += kind[1]
        return found

    def leave_out(self, reason: str) -> str | None:
        """Count why there is no row, and return none."""
        self.skipped[reason] += 1
        return None

    def summary(self) -> ErrorDataSummary:
        return ErrorDataSummary(
            self.task.name,
            rows=self.rows,
            error_free=self.error_free,
            synthetic=self.synthetic,
            skipped=dict(self.skipped.most_common()),
        )
