"""The learning curve as a training log, out and back: ``metrics.csv``, as Lightning's ``CSVLogger`` has it."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final

from hmer_kit._files import StrPath, draft_of, file_path, read_bytes
from hmer_kit.data import ReadResult, Skip
from hmer_kit.exceptions import DataError
from hmer_kit.report.content import CurvePoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["read_training_log", "write_training_log"]

_MAX_BYTES: Final = 2**28
_LOSSES: Final = ("train_loss", "train_loss_step", "loss", "train_loss_epoch")
"""Columns that may hold the training loss, the best first; Lightning adds endings where it logs twice."""
_RATE: Final = "val_ExpRate"
_BY_TASK: Final = f"{_RATE}/"
_SECONDS: Final = "seconds"


def read_training_log(path: StrPath) -> ReadResult[CurvePoint]:
    r"""Read the learning curve of a run from a CSV file, such as Lightning's ``CSVLogger`` writes.

    Its column ``step`` is needed; ``train_loss``, ``val_ExpRate``, ``val_ExpRate/<task>`` and ``seconds`` are read
    where they are there, other columns are not. An empty cell was not measured at that step. Where tasks have columns
    of their own, ``val_ExpRate``, which is one of them, is not read.

    Args:
        path: The file, or the folder that holds ``metrics.csv``.

    Returns:
        Points in the order of the file, and a note for each cell or row that cannot be read.

    Raises:
        DataError: There is no such file, it is no CSV with a column ``step``, or has nothing of a learning curve.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     text = "epoch,step,train_loss,val_ExpRate/vanilla\n0,49,2.5,\n0,49,,0.25\n1,99,oops,\n"
        ...     _ = Path(folder, "metrics.csv").write_text(text, encoding="utf-8")
        ...     log = read_training_log(folder)
        >>> [(point.step, point.loss, point.expression_rates) for point in log.records]
        [(49, 2.5, {}), (49, None, {'vanilla': 0.25})]
        >>> log.skipped[0].reason
        'expected a number as train_loss'
    """
    place = file_path(path)
    place = place / "metrics.csv" if place.is_dir() else place
    table = _Table(_rows(place), str(place))
    found: ReadResult[CurvePoint] = ReadResult([], [])
    for line, cells in table.rows:
        point = table.point(line, cells, found.skipped)
        if point is not None:
            found.records.append(point)
    return found


def write_training_log(path: StrPath, points: Sequence[CurvePoint]) -> None:
    """Write a learning curve as a CSV file that ``read_training_log`` reads.

    Args:
        path: Where it goes; missing folders are made. The file is there whole or not at all.
        points: The curve; a point of which nothing was measured is written and not read back.

    Raises:
        DataError: It cannot be written.

    Examples:
        >>> import tempfile
        >>> points = [CurvePoint(50, seconds=12.5, loss=0.7), CurvePoint(50, expression_rates={"vanilla": 0.25})]
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_training_log(f"{folder}/metrics.csv", points)
        ...     read_training_log(folder).records == points
        True
    """
    target = file_path(path)
    tasks = list(dict.fromkeys(task for point in points for task in point.expression_rates))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["step", _SECONDS, _LOSSES[0], *(f"{_BY_TASK}{task}" for task in tasks)])
    for point in points:
        rates = [point.expression_rates.get(task) for task in tasks]
        writer.writerow([point.step, point.seconds, point.loss, *rates])  # None is an empty cell
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft_of(target) as draft:
            draft.write_text(text.getvalue(), encoding="utf-8", newline="")
    except OSError as error:
        raise DataError(
            f"expected a place to write the training log to, got {str(target)!r}: {error.strerror or error}",
            code="unwritable",
            path=str(target),
        ) from error


def _rows(place: Path) -> list[tuple[int, list[str]]]:
    """Return the lines of a file by their numbers, cut into cells; blank ones are left out."""
    name = str(place)
    try:
        text = read_bytes(name, max_bytes=_MAX_BYTES, what="training log").decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"expected a training log as CSV in UTF-8, got {error} in {name}", code="not_csv", path=name
        ) from error
    return rows


class _Table:
    """The columns of a log that make a learning curve, and how to read a row of it."""

    def __init__(self, rows: Sequence[tuple[int, list[str]]], name: str) -> None:
        head = [cell.strip() for cell in rows[0][1]] if rows else []
        twice = next((title for title in head if title and head.count(title) > 1), None)
        if "step" not in head or twice is not None:
            what = f"the column {twice!r} twice" if twice else f"the columns {', '.join(head[:12]) or 'none'}"
            raise DataError(
                f"expected a training log with the column 'step' once, got {what} in {name}; give the metrics.csv of "
                "Lightning's CSVLogger",
                code="no_step",
                path=name,
            )
        self.name = name
        self.rows = rows[1:]
        self._width = len(head)
        self._step = head.index("step")
        self._seconds = head.index(_SECONDS) if _SECONDS in head else None
        self._loss = next(((title, head.index(title)) for title in _LOSSES if title in head), None)
        by_task = {title.removeprefix(_BY_TASK): at for at, title in enumerate(head) if title.startswith(_BY_TASK)}
        self._rates = by_task or ({"validation": head.index(_RATE)} if _RATE in head else {})
        if self._loss is None and not self._rates:
            raise DataError(
                f"expected a training log with one of the columns {', '.join((*_LOSSES, _RATE))} or {_BY_TASK}<task>, "
                f"got {', '.join(head[:12])} in {name}",
                code="no_curve",
                path=name,
            )

    def point(self, line: int, cells: list[str], skipped: list[Skip]) -> CurvePoint | None:
        """Return the point of a row; None where it has none, with a note if that is the fault of the row."""
        where = f"{self.name} line {line}"
        if len(cells) != self._width:
            skipped.append(Skip(where, "as many cells as columns expected"))
            return None
        numbers = dict(self._numbers(where, cells, skipped))
        step = numbers.get("step")
        if step is None or step < 0 or not step.is_integer():
            skipped.append(Skip(where, "expected a whole number of 0 or more as step"))
            return None
        loss, rates = numbers.get("loss"), self._shares(where, numbers, skipped)
        if loss is None and not rates:
            return None  # a row of what is no part of the curve, a learning rate for example
        return CurvePoint(int(step), seconds=numbers.get(_SECONDS), loss=loss, expression_rates=rates)

    def _numbers(self, where: str, cells: list[str], skipped: list[Skip]) -> Iterator[tuple[str, float]]:
        """Yield what stands in the cells that are read; an empty one is left out, a bad one noted."""
        wanted = [
            ("step", "step", self._step),
            *((f"/{task}", f"{_RATE} {task}", at) for task, at in self._rates.items()),
        ]
        wanted += [("loss", *self._loss)] if self._loss else []
        wanted += [(_SECONDS, _SECONDS, self._seconds)] if self._seconds is not None else []
        for key, title, at in wanted:
            text = cells[at].strip()
            if not text:
                continue
            try:
                number = float(text)
            except ValueError:
                skipped.append(Skip(where, f"expected a number as {title}"))
                continue
            if key == "loss" or math.isfinite(number):  # a loss that is not finite is part of the story
                yield key, number
            elif key != "step":
                skipped.append(Skip(where, f"expected a finite number as {title}"))

    def _shares(self, where: str, numbers: dict[str, float], skipped: list[Skip]) -> dict[str, float]:
        """Return the rates of a row; those outside 0..1 are noted."""
        rates = {}
        for task in self._rates:
            rate = numbers.get(f"/{task}")
            if rate is not None and 0.0 <= rate <= 1.0:
                rates[task] = rate
            elif rate is not None:
                skipped.append(Skip(where, f"expected a fraction 0..1 as {_RATE} {task}"))
        return rates
