"""From rows of any format to records, or to a note of what is wrong with each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._text import problem_of_str, quoted
from hmer_kit.data.records import Record, Skip

if TYPE_CHECKING:
    from hmer_kit.data.pictures._index import PictureIndex
    from hmer_kit.data.records import ImageSource

CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(slots=True)  # not frozen: one is made for every line, in a third of the time
class Row:
    """What a file says of one expression."""

    where: str
    """File and line, for messages."""
    id: str
    """What the record is to be called."""
    reference: str
    """Its LaTeX."""
    picture: str = ""
    """What the file calls the picture; nothing: the id."""
    below: str = ""
    """Folder that the picture is in, seen from the place of the pictures."""
    split: str | None = None
    """Part of the data set."""
    writer: str | None = None
    """Who wrote it."""
    problem: str | None = None
    """What is wrong with it, where its picture is known all the same."""


class RecordMaker:
    """Makes records of rows; keeps the ids it has seen.

    Args:
        pictures: Where the pictures are; None gives records without any.
        source: Name of the data set, to be written on each record.
    """

    def __init__(self, pictures: PictureIndex | None, *, source: str | None) -> None:
        self.pictures = pictures
        self.source = source
        self.seen: set[str] = set()

    def make(self, row: Row, *, image: ImageSource | None = None) -> Record | Skip:
        """Return the record of a row, or why there is none; its picture then counts as used all the same.

        Args:
            row: What the file says.
            image: Its picture, where there is no index of pictures to look it up in.
        """
        names = [] if self.pictures is None else self.pictures.find(row.picture or row.id, below=row.below)
        reason = row.problem or self._problem(row, names=names)
        if reason is not None:
            return Skip(f"{row.where} (id {quoted(row.id)})", reason)
        self.seen.add(row.id)
        if self.pictures is not None:
            image = self.pictures.source(names[0])
        return Record(row.id, row.reference, image=image, writer=row.writer, source=self.source, split=row.split)

    def _problem(self, row: Row, *, names: list[str]) -> str | None:
        if (reason := _problem_of_texts(row)) is not None:
            return reason
        if row.id in self.seen:
            return "id came before"
        if self.pictures is not None and not names:
            return "caption without its picture"
        return "several pictures of that name" if len(names) > 1 else None


def _problem_of_texts(row: Row) -> str | None:
    if not row.id or row.id.isspace():
        return "empty id"
    if not row.reference or row.reference.isspace():
        return "empty caption"
    if row.id.isprintable() and row.reference.isprintable():
        return None
    if CONTROL.search(row.id) or CONTROL.search(row.reference):
        return "control character"
    return "half a surrogate pair" if problem_of_str(row.id) or problem_of_str(row.reference) else None
