"""The output file of a run that can be taken up again: lines that are appended, and the settings they belong to.

Three files: ``pred.jsonl.part`` grows line by line and is on the disk after each chunk; ``pred.jsonl`` appears whole
when all is done, in the order of the records; ``pred.jsonl.run.json`` says what the answers were made with.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from hmer_kit._files import lock, read_bytes, write_atomic
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import BufferedRandom
    from pathlib import Path

    from hmer_kit.data import Record

_MAX_BYTES = 2**33
Line = dict[str, Any]


class OutputFile:
    """Lines by the id of their record, some of them from a run before this one.

    Args:
        path: Where they shall stand in the end.
        identity: What they are made with, as JSON; a run before must have had the same.
    """

    def __init__(self, path: Path, *, identity: Mapping[str, object]) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        self.run = path.with_name(path.name + ".run.json")
        self.identity = json.loads(json.dumps(identity))
        self.lines: dict[str, Line] = {}
        self._file: BufferedRandom | None = None

    @contextmanager
    def open(self, records: Sequence[Record]) -> Iterator[OutputFile]:
        """Read what is there, and hold the file alone."""
        self._settle_identity()
        with self._writing():
            file = self.part.open("a+b")
        try:
            if not lock(file):
                raise InputError(f"expected {self.part} to be free, but another process is writing to it")
            self._file = file
            for path in (self.path, self.part):
                self.lines |= self._read(path)
            self._check(records)
            yield self
        finally:
            self._file = None
            with suppress(OSError):  # what could not be written has been said, and is torn off by the next run
                file.close()

    def append(self, lines: Sequence[Line]) -> None:
        """Write lines, and wait until they are on the disk."""
        if self._file is None:
            raise InputError("expected an open file")
        text = "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines)
        with self._writing():
            self._file.write(text.encode("utf-8"))
            self._file.flush()
            os.fsync(self._file.fileno())
        self.lines |= {line["img_id"]: line for line in lines}

    def finish(self, records: Sequence[Record]) -> None:
        """Put the whole file in its place, in the order of the records; those without a line are left out."""
        rows = [self.lines[record.id] for record in records if record.id in self.lines]
        write_atomic(self.path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows) if rows else ["\n"])
        with self._writing():
            self.part.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            message = f"cannot write {self.part}: {why}; the same run goes on there when it can be written to"
            raise DataError(message, code="unwritable", path=str(self.part)) from error

    def _settle_identity(self) -> None:
        if self.run.exists():
            before = json.loads(read_bytes(self.run, max_bytes=2**24, what="description of the run"))
            _require_same(before, self.identity, path=self.path)
            return
        for path in (self.path, self.part):
            if path.exists() and path.stat().st_size:
                raise InputError(
                    f"expected no file, or one of a run to take up again, found {path} without {self.run.name}; "
                    "give another name, or remove it"
                )
        write_atomic(self.run, [json.dumps(self.identity, ensure_ascii=False, indent=2, sort_keys=True) + "\n"])

    def _read(self, path: Path) -> dict[str, Line]:
        """Return the lines of a file; a last line that was torn off by a kill is cut away, to be made again."""
        if not path.exists() or not path.stat().st_size:
            return {}
        data = read_bytes(path, max_bytes=_MAX_BYTES, what="output file")
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data) and self._file is not None and path == self.part:
            self._file.truncate(len(whole))
            self._file.seek(0, os.SEEK_END)
        found = {}
        for number, raw in enumerate(whole.split(b"\n"), start=1):
            if raw.strip():
                line = _parse(raw, path=path, number=number)
                found[line["img_id"]] = line
        return found

    def _check(self, records: Sequence[Record]) -> None:
        """See to it that the lines are answers to these records."""
        known = {record.id: record for record in records}
        for name, line in self.lines.items():
            if name not in known:
                raise InputError(f"{self.path} holds {name!r}, which is not among the records; give another name")
            if line.get("gt", "") != known[name].reference:
                raise InputError(f"{self.path} holds {name!r} with another reference; give another name")


def problem_of(line: Line) -> str | None:
    """Return why a line cannot be written, or None: half a surrogate pair, a number that is none."""
    try:
        json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError as error:
        return f"an answer that cannot be stored: {error}"
    return None


def _parse(raw: bytes, *, path: Path, number: int) -> Line:
    try:
        line = json.loads(raw)
        if isinstance(line["img_id"], str) and isinstance(line["pred"], str):
            return dict(line)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise DataError(
        f"expected a JSON object with 'img_id' and 'pred' in line {number} of {path}, got {raw[:60]!r}; repair or "
        "remove the line, and its answer is made again",
        code="bad_line",
        path=str(path),
        line=number,
    )


def _require_same(before: object, now: Mapping[str, object], *, path: Path) -> None:
    if before == now:
        return
    old = _flat(before) if isinstance(before, dict) else {}
    new = _flat(now)
    changed = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    shown = "; ".join(f"{name} was {old.get(name)!r:.80}, is {new.get(name)!r:.80}" for name in changed[:3])
    raise InputError(
        f"expected the settings that {path} was begun with, so that no answers are mixed; {shown}; "
        "give them again, or another name"
    )


def _flat(value: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return nested settings under names with points."""
    flat: dict[str, object] = {}
    for name, item in value.items():
        if isinstance(item, dict):
            flat |= _flat(item, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = item
    return flat
