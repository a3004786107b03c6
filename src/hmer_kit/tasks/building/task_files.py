"""From records to the files of the tasks: any number of records, any engine, killed and taken up again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hmer_kit import __version__
from hmer_kit._files import StrPath, file_path
from hmer_kit.data import Skip, write_dataset_info
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks.building._cutting import parts_of
from hmer_kit.tasks.building._delivery import Target, deliver
from hmer_kit.tasks.building._ledger import Ledger
from hmer_kit.tasks.building.engines import get_engine
from hmer_kit.tasks.building.parts import Part, PartBuilder
from hmer_kit.tasks.building.plan import BuildPlan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hmer_kit.data import Record
    from hmer_kit.tasks.building.engines import Engine, EngineName
    from hmer_kit.tasks.building.parts import BuiltPart

__all__ = ["TaskFiles", "build_task_files"]

_FORMAT = 1
_NOTES = "skipped.jsonl"


@dataclass(frozen=True, slots=True)
class TaskFiles:
    """What was written, and what was not.

    Examples:
        >>> TaskFiles({}, items=2, examples={"vanilla": 1}, bad={("tree_cot", "unclosed group"): 1}).summary()
        '2 records, 1 example (1 vanilla), 1 left out (1 × unclosed group)'
    """

    files: Mapping[str, Path]
    """File of each task that has examples; one and the same where all are in one file."""
    items: int = 0
    """Records that came, and notes of a reader among them."""
    examples: Mapping[str, int] = field(default_factory=dict)
    """Number of examples of each task."""
    unused: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Records that are not meant for an error task, by task and reason: without a prediction, or with a right one."""
    bad: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """What was left out because something is wrong with it, by task and kind; the task is empty where it was the whole
    record."""
    skipped: Path | None = None
    """File that names each of them, one JSON object a line; None if nothing was left out."""

    def skips(self) -> Iterator[Skip]:
        """Yield a note for each thing that was left out, from ``skipped``, in the order of the records.

        Examples:
            >>> list(TaskFiles({}).skips())
            []
        """
        if self.skipped is None:
            return
        with self.skipped.open(encoding="ascii") as lines:
            for line in lines:
                note = json.loads(line)
                yield Skip(note["where"], note["reason"])

    def summary(self) -> str:
        """Return one line: how many came, how many examples of each task, how many were left out, and why.

        Examples:
            >>> TaskFiles({}).summary()
            '0 records, 0 examples, 0 left out'
        """
        kinds: dict[str, int] = {}
        for (_, kind), count in self.bad.items():
            kinds[kind] = kinds.get(kind, 0) + count
        why = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        built = ", ".join(f"{count} {task}" for task, count in self.examples.items() if count)
        total = sum(self.examples.values())
        noun = "example" if total == 1 else "examples"
        out = sum(self.bad.values())
        return f"{self.items} records, {total} {noun}{_bracketed(built)}, {out} left out{_bracketed(why)}"


def build_task_files(
    records: Iterable[Record | Skip],
    output: StrPath,
    *,
    plan: BuildPlan | None = None,
    engine: EngineName | Engine = "process",
    workers: int = 1,
    part_size: int = 1000,
    unfinished: Literal["continue", "discard"] = "continue",
) -> TaskFiles:
    r"""Build the files of the tasks from records.

    Every engine and every number of workers writes the same bytes, in the order of the records. Memory holds a few
    parts and no more. The files appear at the end, each whole; what was left out is in ``skipped.jsonl`` beside them
    (in ``NAME.skipped.jsonl`` for a single file). Until then the work is in ``.NAME.building``, beside the output: a
    build that was killed goes on there when it is given again with the same records, and ends with the bytes that it
    would have had. A record that fails, or ends the process that builds it, is named, and the others are built.

    Args:
        records: Records with predictions for the two error tasks, and notes of a reader among them; any iterable.
        output: A file for all tasks, one after the other, if it has the suffix of the shape (``.json``, ``.jsonl``);
            else a folder with a file for each task.
        plan: What to build; by default all five tasks as ShareGPT JSON.
        engine: Name of an engine, or one.
        workers: Processes, where a name is given.
        part_size: Records of a part: what is done again after a kill, and sent to a worker at a time.
        unfinished: Whether to go on with what a build that was killed has left, or to begin anew.

    Returns:
        The files, and counts of all that was built, unused and left out.

    Raises:
        InputError: An option of the wrong kind, or an item that is no record.
        DataError: Nothing came of the records, an unfinished build is another one or of other records, another process
            is at work on it, or a file cannot be written.
        MissingExtraError: The engine is not installed.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> records = (Record(str(number), "x ^ { 2 }", prediction="x ^ { z }") for number in range(2500))
        >>> with TemporaryDirectory() as folder:
        ...     built = build_task_files(records, f"{folder}/tasks")
        ...     print(built.summary())
        ...     sorted(path.name for path in Path(folder, "tasks").iterdir())  # doctest: +NORMALIZE_WHITESPACE
        2500 records, 12500 examples (2500 vanilla, 2500 tree_cot, 2500 symbol_counting, 2500 error_detection,
        2500 error_correction), 0 left out
        ['error_correction.json', 'error_detection.json', 'symbol_counting.json', 'tree_cot.json', 'vanilla.json']
    """
    chosen = BuildPlan() if plan is None else plan
    if not isinstance(part_size, int) or isinstance(part_size, bool) or part_size < 1:
        raise InputError(f"expected part_size as a number of records from 1, got {part_size!r}")
    if unfinished not in {"continue", "discard"}:
        raise InputError(f"expected unfinished to be 'continue' or 'discard', got {unfinished!r}")
    machine = get_engine(engine, workers=workers) if isinstance(engine, str) else engine
    target = Target(file_path(output), chosen)
    if unfinished == "discard":
        shutil.rmtree(target.work, ignore_errors=True)
    head = {"format": _FORMAT, "hmer_kit": __version__, "plan": chosen.fingerprint(), "part_size": part_size}
    try:
        ledger = Ledger(target.work, head, tasks=target.tasks, shape=target.shape)
    except OSError as error:
        raise DataError(f"cannot write {target.work}: {error.strerror}", code="unwritable") from error
    return _Build(ledger, target).run(records, machine, part_size=part_size)


class _Build:
    """A build in its ledger."""

    def __init__(self, ledger: Ledger, target: Target) -> None:
        self.ledger = ledger
        self.target = target

    def run(self, records: Iterable[Record | Skip], engine: Engine, *, part_size: int) -> TaskFiles:
        try:
            parts = parts_of(records, size=part_size)
            if self.ledger.finished:
                self._compare(parts)
            else:
                self._build(parts, engine)
            return self._deliver()
        finally:
            if self.ledger.digests:
                self.ledger.close()
            else:
                self.ledger.remove()

    def _build(self, parts: Iterator[Part], engine: Engine) -> None:
        waiting: dict[int, BuiltPart] = {}
        sent: dict[int, tuple[int, str]] = {}
        running = engine.run(PartBuilder(self.target.plan), self._new(parts, sent))
        try:
            for built in running:
                waiting[built.number] = built
                while (number := len(self.ledger.digests)) in waiting:
                    items, digest = sent.pop(number)
                    self.ledger.add(waiting.pop(number), items=items, digest=digest)
        finally:
            if isinstance(running, Generator):
                running.close()  # ends workers now, not when it is collected
        self.ledger.finish()

    def _compare(self, parts: Iterator[Part]) -> None:
        """Check that the records are those of a build that was finished and not delivered."""
        for more in self._new(parts, {}):
            raise self._other_records(more.number)

    def _new(self, parts: Iterator[Part], sent: dict[int, tuple[int, str]]) -> Iterator[Part]:
        """Yield the parts that are not built yet; those that are must be of the same records."""
        done = list(self.ledger.digests)
        found = 0
        for part in parts:
            found, digest = part.number + 1, part.digest()
            if found <= len(done) and digest != done[part.number]:
                raise self._other_records(part.number)
            if found > len(done):
                sent[part.number] = len(part.items), digest
                yield part
        if found < len(done):
            raise self._other_records(found)

    def _other_records(self, number: int) -> DataError:
        work = self.target.work
        message = (
            f"expected the records that the unfinished build in {work} was begun with, got others in part {number}; "
            "give those again, or start anew (CLI: --restart)"
        )
        return DataError(message, code="other_records", path=str(work))

    def _deliver(self) -> TaskFiles:
        tally, target = self.ledger.tally, self.target
        rows = {task: tally.rows[task] for task in target.tasks}
        if not any(rows.values()):
            self.ledger.remove()
            raise DataError("expected records that give examples, got none; nothing was written", code="no_examples")
        try:
            notes = deliver(self.ledger, target)
        except OSError as error:
            raise DataError(f"cannot write {target.output}: {error.strerror}", code="unwritable") from error
        files = {task: target.file_of(task) for task, number in rows.items() if number}
        if target.plan.shape == "llama-factory":
            folder = target.output.parent if target.single else target.output
            write_dataset_info(folder, {file.stem: file.name for file in files.values()})
        self.ledger.note_delivery()
        self.ledger.remove()
        return TaskFiles(files, tally.items, rows, dict(tally.unused), dict(tally.bad), notes)


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""
