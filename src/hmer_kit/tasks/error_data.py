"""From an error corpus to training data for error detection and correction, in the released layout."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.data import Record, Skip, conversation
from hmer_kit.data.formats.conversations._side_by_side import write_side_by_side
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

    from hmer_kit.data import Conversation, ImageSource
    from hmer_kit.error_mining.corpus import ErrorRecord
    from hmer_kit.tasks.base import Task, TaskExample
    from hmer_kit.tasks.error_rows import ErrorRows

__all__ = ["ErrorDataSummary", "iter_error_examples", "write_error_data"]


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
    sheets = [_Sheet(task, images, image_name) for task in chosen]
    files = [Path(folder) / f"{task.name}.json" for task in chosen]
    write_side_by_side(files, ([sheet.conversation(row) for sheet in sheets] for row in selected))
    return [sheet.summary() for sheet in sheets]


def _example(row: ErrorRecord | Skip, task: Task, images: Mapping[str, ImageSource]) -> TaskExample | Skip:
    if isinstance(row, Skip):
        return row
    record = Record(row.id, row.reference, image=images.get(row.id), prediction=row.prediction)
    return built(task, record, include_error_free=True)  # its band is known


class _Sheet:
    """Makes the rows of one task and counts what they are."""

    def __init__(self, task: Task, images: Mapping[str, ImageSource] | None, name: Callable[[str], str] | None) -> None:
        self.task = task
        self.images = images
        self.name = name
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()

    def conversation(self, row: ErrorRecord | Skip) -> Conversation | None:
        built = self._built(row)
        if isinstance(built, str):
            self.skipped[built] += 1
            return None
        if not isinstance(row, Skip):
            self.counts["rows"] += 1
            self.counts["error_free"] += row.band is Band.RIGHT
            self.counts["synthetic"] += row.is_synthetic
        return built

    def summary(self) -> ErrorDataSummary:
        kinds: dict[str, Any] = {kind: self.counts[kind] for kind in ("rows", "error_free", "synthetic")}
        return ErrorDataSummary(self.task.name, skipped=dict(self.skipped.most_common()), **kinds)

    def _built(self, row: ErrorRecord | Skip) -> Conversation | str:
        """Return a row of the file, or why there is none."""
        if not isinstance(row, Skip) and self.images is not None and row.id not in self.images:
            return "no picture"
        example = _example(row, self.task, self.images or {})
        if isinstance(example, Skip):
            return example.reason
        paths = [] if self.name is None else [self.name(example.record.id)]
        if example.record.image is not None:
            paths = [example.record.image.name]
        try:
            return conversation(example.prompt, example.target, images=paths)
        except InputError as error:
            return str(error)
