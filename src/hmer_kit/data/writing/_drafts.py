"""Drafts beside the target: what a killed run has finished stays, and the same run given again goes on after it.

A draft ``.NAME.unfinished`` holds ``out`` (what will take the target's place), ``parts`` (what ``out`` is made of),
``journal.jsonl`` (a line for each finished part) and ``checks.bin`` (two digests for each record, to be compared when
all is read back). A part is on the disk before its line is in the journal; what has no line is written anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit._files import file_path, lock
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._draft_files import CHECK_BYTES, picture_digest, text_digest
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hmer_kit._files import StrPath

_LONGEST_NAME = 60
_START: dict[str, Any] = {"records": 0, "written": 0, "digest": hashlib.sha256().hexdigest(), "skipped": []}


class Draft:
    """An unfinished output; use it through ``draft_of_run``.

    Args:
        folder: Where it is.
        head: What the run was asked for; another run does not go on with it.
        target: What it is the draft of.
    """

    def __init__(self, folder: Path, *, head: dict[str, Any], target: Target) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.parts = folder / "parts"
        self.discarded = False
        self._target = target
        self._old = folder / "out.old"
        self._journal_file = folder / "journal.jsonl"
        self.checks_file = folder / "checks.bin"
        self._digest = hashlib.sha256()
        self._seen = 0
        if self._journal_file.exists() and not self.out.exists():
            self._begin_anew()
        self.last = self._opened(head)
        self.resumed: int = self.last["written"]
        """Records that an earlier run has written."""
        self._journal = self._journal_file.open("ab")
        self._checks = self.checks_file.open("ab")
        self.out.mkdir(exist_ok=True)
        self.parts.mkdir(exist_ok=True)

    def close(self) -> None:
        """Close the files."""
        self._journal.close()
        self._checks.close()

    def items(self, records: Iterable[Record | Skip]) -> Iterator[tuple[Record | Skip, bool]]:
        """Yield each item, and whether an earlier run has dealt with it.

        Raises:
            InputError: An item is no record, nor the note of a reader.
            DataError: The items are others than those of the run that was ended, or cannot be read.
        """
        for number, item in enumerate(_readable(records), start=1):
            if not isinstance(item, (Record, Skip)):
                raise InputError(f"expected a Record as item {number}, got {type(item).__name__}")
            if number > self.resume_after and self.last.get("end"):
                raise self._other_records()
            self._digest.update(_print(item))
            self._seen = number
            yield item, number <= self.resume_after
            if number == self.resume_after and self._digest.hexdigest() != self._resume_digest:
                raise self._other_records()
        if self._seen < self.resume_after:
            raise self._other_records()

    def check(self, texts: list[str | None], picture: bytes | None) -> None:
        """Note what a record has to be when it is read back."""
        self._checks.write(text_digest(texts) + picture_digest(picture))

    def commit(self, *, written: int, skipped: list[Skip], **part: Any) -> None:
        """Note that all records up to the last one that was given are dealt with.

        Args:
            written: Records that are written by now.
            skipped: What was left out since the last note.
            part: What else is to be known of the part.
        """
        self._checks.flush()
        line = {
            "records": self._seen,
            "written": written,
            "digest": self._digest.hexdigest(),
            "skipped": [[skip.where, skip.reason] for skip in skipped],
            **part,
        }
        self._journal.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        self._journal.flush()

    def journal(self) -> Iterator[dict[str, Any]]:
        """Yield what is known of each part."""
        self._journal.flush()
        self._checks.flush()
        with self._journal_file.open("rb") as file:
            next(file)
            for line in file:
                yield json.loads(line)

    def take_place(self) -> None:
        """Put ``out`` in the place of the target; what else the old one holds is carried over.

        Killed in between, the run given again does what was left.
        """
        path = self._target.path
        if self._old.exists() and path.exists():  # killed below, and somebody has made the folder since
            self._carry_over()
        if path.exists():
            path.rename(self._old)
        self.out.rename(path)
        self._carry_over()

    def remove(self) -> None:
        """Clear the draft away; killed on the way, the run given again believes nothing of what is left."""
        self._journal_file.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin_anew(self) -> None:
        """Clear away the draft of a run that was killed when all was in its place."""
        self._carry_over()
        for file in (self._journal_file, self.checks_file):
            file.unlink(missing_ok=True)
        shutil.rmtree(self.parts, ignore_errors=True)

    def _carry_over(self) -> None:
        if not self._old.exists():
            return
        for entry in list(self._old.iterdir()):
            if not self._target.outdated(entry.name) and not (self._target.path / entry.name).exists():
                entry.rename(self._target.path / entry.name)
        shutil.rmtree(self._old)

    def skipped(self) -> list[Skip]:
        """Return what was left out, by earlier runs too."""
        return [Skip(*skip) for part in self.journal() for skip in part["skipped"]]

    def _opened(self, head: dict[str, Any]) -> dict[str, Any]:
        """Read the journal, drop what was cut off, and return its last line."""
        last, end = dict(_START), 0
        with suppress(FileNotFoundError), self._journal_file.open("rb") as file:
            for number, line in enumerate(file):
                try:
                    read = json.loads(line)
                except ValueError:
                    break
                if not line.endswith(b"\n"):
                    break
                if number == 0 and read != head:
                    raise DataError(
                        f"expected an unfinished run with the same settings in {self.folder}, found {read} instead of "
                        f"{head}; give those, or delete the folder to begin anew",
                        code="other_run",
                        path=str(self.folder),
                    )
                last, end = last if number == 0 else read, end + len(line)
        with self._journal_file.open("ab") as file:
            file.truncate(end)
            if not end:
                file.write(json.dumps(head).encode() + b"\n")
        with self.checks_file.open("ab") as file:
            file.truncate(last["written"] * CHECK_BYTES)
        self.resume_after: int = last["records"]
        self._resume_digest: str = last["digest"]
        return last

    def _other_records(self) -> DataError:
        return DataError(
            f"expected the records of the unfinished run in {self.folder} again, got others among the first "
            f"{self.resume_after}; give the same ones in the same order, or delete the folder to begin anew",
            code="other_records",
            path=str(self.folder),
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be written."""

    path: Path
    """Folder or file."""
    outdated: Callable[[str], bool] = lambda name: False  # noqa: ARG005
    """Tells by its name whether an entry of an old folder goes with it."""


@contextmanager
def draft_of_run(target: Target, *, head: dict[str, Any]) -> Iterator[Draft]:
    """Open the draft of a target, new or left by a run that was ended; it is removed once all went well.

    Raises:
        DataError: Another run is at work on it, or was with other settings; or it cannot be written.
    """
    name = target.path.name
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    folder = target.path.with_name(f".{name}.unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("wb") as held:
            if not lock(held):
                message = f"expected {folder} to be free, but another run is writing to it"
                raise DataError(message, code="busy", path=str(folder))
            draft = Draft(folder, head=head, target=target)
            try:
                yield draft
                draft.discarded = True
            finally:
                draft.close()
                if draft.discarded:
                    draft.remove()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot write {target.path}: {reason}", code="unwritable", path=str(target.path)) from error


def folder_to_write(path: StrPath, *, outdated: Callable[[str], bool]) -> Target:
    """Return the folder, links followed; DataError where something else stands."""
    target = file_path(path).resolve()
    if target.exists() and not target.is_dir():
        message = f"expected a folder to write, found something else there: {target}"
        raise DataError(message, code="no_folder", path=str(target))
    return Target(target, outdated)


def file_to_write(path: StrPath) -> Target:
    """Return the file, links followed; DataError where something else stands."""
    target = file_path(path).resolve()
    if target.exists() and not target.is_file():
        message = f"expected a file to write, found something else there: {target}"
        raise DataError(message, code="no_file", path=str(target))
    return Target(target)


def _readable(records: Iterable[Record | Skip]) -> Iterator[Record | Skip]:
    """Yield the items; an error of the disk that they are read from is none of the one that is written to."""
    try:
        yield from records
    except OSError as error:
        raise DataError(f"cannot read the records to write: {error}", code="unreadable") from error


def _print(record: Record | Skip) -> bytes:
    """Return what tells a record from another: its texts and the name of its picture."""
    if isinstance(record, Skip):
        return _json([record.where, record.reason]) + b"\n"
    image = None if record.image is None else record.image.name
    texts = [record.id, record.reference, record.prediction, record.writer, record.source, record.split, image]
    return _json(texts) + b"\n"


def _json(values: list[str | None]) -> bytes:
    return json.dumps(values).encode()
