"""Ink to records: id, truth, writer, and what the path tells."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from hmer_kit.data.inks.sources import FileInk
from hmer_kit.data.records import InkSource, Record, Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

_SPLITS = (
    ("train", re.compile("train", re.IGNORECASE)),
    ("valid", re.compile("(valid|val|dev)(ation|idation)?(?![a-z])", re.IGNORECASE)),
    ("test", re.compile("test", re.IGNORECASE)),
)
_REASONS = {
    "empty_file": "empty file",
    "not_utf8": "not UTF-8",
    "unknown_encoding": "encoding that is not known",
    "not_xml": "not well-formed XML",
    "no_inkml": "XML that is no InkML",
    "forbidden_xml": "document type declaration",
    "too_large": "too large",
    "outside_root": "link that leads out of its folder",
    "unsafe_name": "name that leads out of its folder",
    "broken_archive": "member that cannot be unpacked",
}


class InkRecords:
    """Makes records of the ink of one place; keeps the ids it has given.

    Args:
        place: Where the ink lies: a file, a folder, an archive.
        source: Name of the data set, or None for that of the folder in the place.
    """

    def __init__(self, place: Path, *, source: str | None) -> None:
        self._place = place
        self._source = source
        self._seen: set[str] = set()

    def read(self, ink: InkSource) -> Record | Skip:
        """Read ink once, for its truth and writer.

        Raises:
            DataError: The place is this one file, and it cannot be read.
        """
        single = isinstance(ink, FileInk) and self._place.is_file()
        where = str(self._place) if single else f"{self._place}: {ink.name}"
        record_id = self._id(ink.name)
        if record_id is None:
            return Skip(where, "name that came before")
        try:
            document = ink.load()
        except DataError as error:
            if single:
                raise
            line = "" if error.line is None else f" line {error.line}"
            return Skip(f"{where}{line}", _reason(error.code or ""))
        if not len(document.strokes):
            return Skip(where, "no strokes")
        if document.truth is None:
            return Skip(where, "no truth")
        split, folder = _told_by(self._place.parent.name if single else self._place.name, ink.name)
        source = self._source or folder
        return Record(record_id, document.truth, writer=document.writer, source=source, split=split, ink=ink)

    def _id(self, name: str) -> str | None:
        """Return the name of a file without suffix, its path where that came before, None where that did too."""
        path = PurePosixPath(name)
        found = next((key for key in (path.stem, str(path.with_suffix(""))) if key not in self._seen), None)
        if found is not None:
            self._seen.add(found)
        return found


def _reason(code: str) -> str:
    limit = code.replace("_", " ") if code.startswith("too_") else "cannot be read"
    return _REASONS.get(code, limit)


def _told_by(place: str, name: str) -> tuple[str | None, str | None]:
    """Return split and data set by the name of the place and those of the folders in it."""
    folders = PurePosixPath(name).parent.parts
    named = [_split_of(part) for part in (place, *folders)]
    split = next((found for found in reversed(named) if found), None)
    return split, folders[-1] if folders and named[-1] is None else None


def _split_of(folder: str) -> str | None:
    return next((split for split, pattern in _SPLITS if pattern.match(folder)), None)
