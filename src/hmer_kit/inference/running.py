"""Predictions for a whole data set: chunk by chunk into a file, taken up again where they were broken off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hmer_kit._files import file_path
from hmer_kit.exceptions import InputError
from hmer_kit.inference._lines import OutputFile, problem_of
from hmer_kit.inference._records import ask_records
from hmer_kit.tasks import get_task

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hmer_kit.data import Record
    from hmer_kit.inference._lines import Line
    from hmer_kit.inference.predictor import Answer, Candidate, Predictor
    from hmer_kit.tasks import Task

__all__ = ["PredictionRun", "predict_records"]


@dataclass(frozen=True, slots=True)
class PredictionRun:
    """What a run gave.

    Examples:
        >>> PredictionRun([], failed={"a": "no picture"}).summary()
        '0 predicted, 1 failed'
    """

    records: list[Record]
    """Records with their predictions, in the order given; those that failed are left out."""
    failed: dict[str, str]
    """Why there is no answer, by id; these are asked again by the next run into the same file."""
    resumed: int = 0
    """How many answers an earlier run had left in the file."""
    loops: tuple[str, ...] = ()
    """Ids whose response was stopped in a loop."""
    cut: tuple[str, ...] = ()
    """Ids whose response was cut at the longest length."""
    unread: tuple[str, ...] = ()
    """Ids in whose response the task found no LaTeX; their prediction is empty."""

    def summary(self) -> str:
        """Return one line of counts.

        Examples:
            >>> PredictionRun([], failed={}, resumed=2, loops=("a",)).summary()
            '0 predicted (2 of them before), 0 failed, 1 stopped in a loop'
        """
        before = f" ({self.resumed} of them before)" if self.resumed else ""
        parts = [f"{len(self.records)} predicted{before}", f"{len(self.failed)} failed"]
        counts = {"stopped in a loop": self.loops, "cut at the longest length": self.cut, "without LaTeX": self.unread}
        return ", ".join(parts + [f"{len(ids)} {words}" for words, ids in counts.items() if ids])


def predict_records(
    records: Iterable[Record],
    predictor: Predictor,
    *,
    out: str | os.PathLike[str],
    task: str | Task = "vanilla",
    chunk_size: int = 64,
    identity: Mapping[str, object] | None = None,
    progress: bool = False,
) -> PredictionRun:
    r"""Ask a predictor about records, and write its answers to a file that ``read_predictions`` reads.

    Each line is a JSON object with ``img_id``, ``gt`` (where the record has a reference), ``pred``, ``response``,
    ``confidence``, ``score``, ``tokens``, ``finish``, and ``candidates`` where there are several. While the run lasts,
    they stand in ``out`` + ``.part``, on the disk after each chunk; the file itself appears whole in the end, in the
    order of the records. A run that was killed is taken up by the same call: a torn last line is made again, and
    nothing else. ``out`` + ``.run.json`` says what the answers were made with, and a run with another model, prompt or
    decoding into the same file is refused.

    A record that fails is named and left out, and the others go on; the next run asks it again.

    Args:
        records: Records with pictures; for the error tasks with predictions too.
        predictor: Who answers.
        out: File to write, by custom ``.jsonl``; its folder must exist.
        task: What is asked, and how responses are read.
        chunk_size: Questions of one call of the predictor; what a kill can cost.
        identity: What else the answers depend on, as JSON, beside what ``predictor.identity`` tells.
        progress: Show a bar on standard error, where that is a terminal and tqdm is installed.

    Raises:
        InputError: An id came before; ``chunk_size`` is less than 1; the file is of another run or in use.
        DataError: The file cannot be written, or a line of it is broken.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record, read_predictions
        >>> from hmer_kit.inference import Answer
        >>> class Parrot:
        ...     def predict(self, questions):
        ...         return [Answer(f"${question.id}$", confidence=0.5) for question in questions]
        >>> with TemporaryDirectory() as folder:
        ...     run = predict_records([Record("x", "y")], Parrot(), out=Path(folder, "pred.jsonl"))
        ...     print(Path(folder, "pred.jsonl").read_text(encoding="utf-8"), end="")
        ...     read_predictions(Path(folder, "pred.jsonl")).records[0].prediction
        {"img_id": "x", "gt": "y", "pred": "x", "response": "$x$", "confidence": 0.5}
        'x'
    """
    items = _checked(records)
    if chunk_size < 1:
        raise InputError(f"expected chunk_size of at least 1, got {chunk_size}")
    asked = get_task(task) if isinstance(task, str) else task
    known = {"task": asked.name, "prompt": getattr(asked, "prompt", None), **dict(identity or {})}
    output = OutputFile(file_path(out), identity={"predictor": _identity_of(predictor), **known})
    failed: dict[str, str] = {}
    with output.open(items) as file:
        resumed = len(file.lines)
        waiting = [record for record in items if record.id not in file.lines]
        for chunk in _shown(_chunks(waiting, chunk_size), total=len(items), done=resumed, progress=progress):
            answers, reasons = ask_records(predictor, chunk, task=asked)
            lines = [_line(record, answers[record.id], task=asked) for record in chunk if record.id in answers]
            problems = {line["img_id"]: problem for line in lines if (problem := problem_of(line))}
            failed |= reasons | problems
            file.append([line for line in lines if line["img_id"] not in problems])
        file.finish(items)
    return _run(items, output.lines, failed=failed, resumed=resumed)


def _line(record: Record, answer: Answer, *, task: Task) -> Line:
    """Return what is written of an answer: what is not known is left out."""
    known = {"confidence": answer.confidence, "score": answer.score, "tokens": answer.tokens, "finish": answer.finish}
    line: Line = {"img_id": record.id, **({"gt": record.reference} if record.reference else {})}
    line |= {"pred": _read(answer.response, task=task), "response": answer.response}
    line |= {name: value for name, value in known.items() if value is not None}
    if answer.candidates:
        line["candidates"] = [_candidate(item, task=task) for item in answer.candidates]
    return line


def _candidate(item: Candidate, *, task: Task) -> Line:
    known = {"score": item.score, "tokens": item.tokens, "finish": item.finish}
    line = {"pred": _read(item.response, task=task), "response": item.response}
    return line | {name: value for name, value in known.items() if value is not None}


def _read(response: str, *, task: Task) -> str:
    return task.read(response).latex or ""


def _run(items: Sequence[Record], lines: Mapping[str, Line], *, failed: dict[str, str], resumed: int) -> PredictionRun:
    def those(name: str, value: object) -> tuple[str, ...]:
        return tuple(item.id for item in items if item.id in lines and lines[item.id].get(name) == value)

    return PredictionRun(
        [replace(item, prediction=lines[item.id]["pred"]) for item in items if item.id in lines],
        failed=failed,
        resumed=resumed,
        loops=those("finish", "loop"),
        cut=those("finish", "length"),
        unread=those("pred", ""),
    )


def _checked(records: Iterable[Record]) -> list[Record]:
    items, seen = list(records), set()
    for item in items:
        if item.id in seen:
            raise InputError(f"expected each id once, got {item.id!r} again; it names the line of its answer")
        seen.add(item.id)
    return items


def _identity_of(predictor: Predictor) -> object:
    return getattr(predictor, "identity", None) or type(predictor).__name__


def _chunks(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _shown(chunks: Iterable[Sequence[Record]], *, total: int, done: int, progress: bool) -> Iterator[Sequence[Record]]:
    """Give chunks out, and move the bar when each is done."""
    bar: Any = None
    if progress:
        try:
            from tqdm import tqdm
        except ImportError:
            tqdm = None
        bar = tqdm and tqdm(total=total, initial=done, unit="picture", disable=None)
    try:
        for chunk in chunks:
            yield chunk
            if bar is not None:
                bar.update(len(chunk))
    finally:
        if bar is not None:
            bar.close()
