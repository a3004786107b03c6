"""The state of an unfinished build: drafts that grow part by part, and a ledger that says how far they are good.

    .NAME.building/
        ledger.jsonl    first line: what is built; then a line for each part, in order; then, that all is there; last,
                        that all was delivered
        0.rows ...      the rows of each task so far
        notes.rows      what was left out so far

Rows are written before the line that counts them. So a process may be killed at any moment: what stands in a draft past
the last good line is cut off, and the part is built again. Each line has length and checksum of every draft, because
after a power failure a file may have its length and not its content.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zlib
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit._files import sync
from hmer_kit.exceptions import DataError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from hmer_kit.data import ConversationShape
    from hmer_kit.tasks.building.parts import BuiltPart

_CHUNK = 2**20
_NOTES = "notes"


@dataclass(slots=True)
class Tally:
    """What the parts of a build add up to."""

    items: int = 0
    """Records and notes of readers that were given."""
    rows: Counter[str] = field(default_factory=Counter)
    """Examples of each task."""
    unused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Records that an error task has no use for, by task and reason."""
    bad: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was left out, by task and kind."""

    def add(self, line: Mapping[str, Any]) -> None:
        """Add the line of a part."""
        self.items += line["items"]
        self.rows.update(line["rows"])
        for name, counts in (("unused", self.unused), ("bad", self.bad)):
            counts.update({(task, reason): count for task, reason, count in line[name]})


class _Draft:
    """A file that grows; how long it is, and the checksum of all of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = self.checksum = 0
        self.file: BinaryIO | None = None

    def state(self) -> list[int]:
        return [self.size, self.checksum]

    def write(self, data: bytes) -> None:
        if self.file is None:
            self.file = self.path.open("r+b" if self.path.exists() else "w+b")
            self.file.truncate(self.size)
            self.file.seek(self.size)
        self.file.write(data)
        self.size += len(data)
        self.checksum = zlib.crc32(data, self.checksum)

    def flush(self) -> None:
        if self.file is not None:
            self.file.flush()

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None

    def reaches(self, state: Sequence[int]) -> bool:
        """Read on to the length of a line of the ledger; whether it is there with its checksum."""
        size, checksum = self.size, self.checksum
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(size)
                while size < state[0] and (data := file.read(min(_CHUNK, state[0] - size))):
                    size += len(data)
                    checksum = zlib.crc32(data, checksum)
        if [size, checksum] != list(state):
            return False
        self.size, self.checksum = size, checksum
        return True


class Ledger:
    """An unfinished build in its folder, new or taken up.

    Args:
        folder: Where it is.
        head: What is built; a ledger with another head is not taken up.
        tasks: Names of the tasks.
        shape: Shape of the files.

    Raises:
        DataError: Another process is at work in the folder, or what it holds is another build.
    """

    def __init__(
        self, folder: Path, head: Mapping[str, object], *, tasks: Sequence[str], shape: ConversationShape
    ) -> None:
        self.folder = folder
        self.shape = shape
        self.tally = Tally()
        self.digests: list[str] = []
        self.finished = False
        self.drafts = {task: _Draft(folder / f"{at}.rows") for at, task in enumerate(tasks)}
        self.notes = _Draft(folder / f"{_NOTES}.rows")
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "ledger.jsonl").open("a+b")
        try:
            self._lock()
            self._take_up(head)
        except BaseException:
            self._file.close()
            raise

    def add(self, part: BuiltPart, *, items: int, digest: str) -> None:
        """Write what was made of the next part.

        Raises:
            DataError: It cannot be written, on a full disk for example; the build can be taken up again.
        """
        with self._writing():
            for task, text in part.texts.items():
                begun = self.drafts[task].size > 0
                self.drafts[task].write((self.shape.separator if begun else self.shape.opening).encode() + text)
            self.notes.write(part.notes)
            for draft in self._all():
                draft.flush()
        line = {
            "part": part.number,
            "items": items,
            "digest": digest,
            "rows": part.rows,
            "unused": [[*key, count] for key, count in part.unused.items()],
            "bad": [[*key, count] for key, count in part.bad.items()],
            "drafts": [draft.state() for draft in self._all()],
        }
        with self._writing():
            self._write(line)
        self._count(line)

    def finish(self) -> None:
        """End the files, bring them to the disk, and hold what is there against what was written.

        Raises:
            DataError: They cannot be written; the build can be taken up again.
        """
        if self.finished:
            return
        with self._writing():
            for draft in self.drafts.values():
                if draft.size:
                    draft.write(self.shape.closing.encode())
            for draft in self._all():
                self._settle(draft)
            self._write({"finished": True})
            os.fsync(self._file.fileno())
        self.finished = True

    def _settle(self, draft: _Draft) -> None:
        """Bring a file to the disk, and read it back."""
        draft.close()
        if draft.size:
            sync(draft.path)
        if not _Draft(draft.path).reaches(draft.state()):
            message = f"expected {draft.size} bytes as written in {draft.path}, read others; is the disk in order?"
            raise DataError(message, code="unwritable", path=str(draft.path))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            message = f"cannot write {self.folder}: {why}; the same call goes on there when it can be written to"
            raise DataError(message, code="unwritable", path=str(self.folder)) from error

    def note_delivery(self) -> None:
        """Write down that nothing of this is needed any more: whoever finds the rest of it begins anew."""
        with suppress(OSError):  # on a full disk the files are in their places all the same
            self._write({"delivered": True})
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the files; the build can be taken up again."""
        for draft in self._all():
            with suppress(OSError):
                draft.close()
        with suppress(OSError):
            self._file.close()

    def remove(self) -> None:
        """Close the files and delete the folder."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _all(self) -> list[_Draft]:
        return [*self.drafts.values(), self.notes]

    def _lock(self) -> None:
        if sys.platform == "win32":  # there are no such locks
            return
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # flock would live on in forked workers
        except (BlockingIOError, PermissionError) as error:
            message = f"expected no other process at work in {self.folder}, found one; wait for it, or end it"
            raise DataError(message, code="claimed", path=str(self.folder)) from error
        except OSError:  # a disk without locks
            return

    def _take_up(self, head: Mapping[str, object]) -> None:
        """Read what is there; what is not whole is cut off."""
        self._file.seek(0)
        lines = [(_parsed(raw), len(raw)) for raw in self._file]
        if any(line is not None and "delivered" in line for line, _ in lines):
            lines = []
        if lines and lines[0][0] not in (None, dict(head)):
            raise DataError(
                f"expected the unfinished build in {self.folder} to have the same tasks and options, found others; "
                "give those again, or start anew (CLI: --restart)",
                code="other_build",
                path=str(self.folder),
            )
        # Of a build that is finished, some files may have been moved to their places; they were read back before.
        self.finished = any(line is not None and "finished" in line for line, _ in lines)
        end = 0
        for number, (line, size) in enumerate(lines):
            if line is None or (number > 0 and not self._accepts(line)):
                break
            end += size
        self._file.truncate(end)
        if not end:
            self._write(head)

    def _accepts(self, line: Mapping[str, Any]) -> bool:
        if "finished" in line:
            return True
        if line.get("part") != len(self.digests) or not (self.finished or self._reach(line["drafts"])):
            return False
        self._count(line)
        return True

    def _reach(self, states: Sequence[Sequence[int]]) -> bool:
        """Whether every draft is there to the length of a line, with its checksum; if not, none is taken further."""
        before = [draft.state() for draft in self._all()]
        if all(draft.reaches(state) for draft, state in zip(self._all(), states, strict=True)):
            return True
        for draft, (size, checksum) in zip(self._all(), before, strict=True):
            draft.size, draft.checksum = size, checksum
        return False

    def _count(self, line: Mapping[str, Any]) -> None:
        self.digests.append(line["digest"])
        self.tally.add(line)

    def _write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line).encode("ascii") + b"\n")
        self._file.flush()


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) and raw.endswith(b"\n") else None
