"""Records made ready to be written: what cannot be is named, ids are given names of files, pictures become bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._text import problem_of_str, quoted
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._keys import KeyMaker
from hmer_kit.data.writing._pictures import picture_file
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hmer_kit.data.writing._drafts import Draft

FIELDS = ("prediction", "writer", "source", "split")
"""What a record may have beside id, reference and picture."""

_PICTURE_REASONS = {
    "no_png": "picture that PNG cannot hold",
    "too_many_pixels": "picture with too many pixels",
    "too_large": "picture that is too large",
    "missing_file": "picture that is missing",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record that can be written."""

    record: Record
    """As it was given."""
    where: str
    """Which one it is, for messages."""
    key: str
    """Its id as the name of a file."""
    picture: bytes | None
    """The file of its picture."""
    extension: str
    """What that file is: ``".png"``; nothing where there is none."""


class Preparer:
    """Makes records ready, in order.

    Args:
        dots: Whether names of files may hold dots.
        kinds: Extensions of the pictures that are copied as they are stored.
        problem: Says why a format cannot hold a record, or nothing.
        fields: Those of ``FIELDS`` that the format holds; the others are counted as left out.
    """

    def __init__(
        self,
        *,
        dots: bool,
        fields: Sequence[str] = FIELDS,
        kinds: tuple[str, ...] = (".png", ".jpg", ".bmp"),
        problem: Callable[[Record], str | None] = lambda record: None,  # noqa: ARG005
    ) -> None:
        self._keys = KeyMaker(dots=dots)
        self._kinds = kinds
        self._problem = problem
        self._lost = (*(name for name in FIELDS if name not in fields), "ink")
        self._ids: set[str] = set()
        self._left_out: Counter[str] = Counter()

    def prepared(self, records: Iterable[Record | Skip], draft: Draft) -> Iterator[Prepared | Skip]:
        """Yield the records that are still to be written, and why others are not, the notes of a reader with them."""
        number = 0
        for record, done in draft.items(records):
            if isinstance(record, Skip):
                if not done:
                    yield record
                continue
            number += 1
            where = f"record {number} (id {quoted(record.id)})"
            reason = self._reason(record)
            key = self._keys.key(record.id) if reason is None else ""
            if done:
                continue
            yield Skip(where, reason) if reason is not None else self._with_picture(record, where=where, key=key)

    def notes(self) -> list[Skip]:
        """Return the fields that were left out."""
        return [Skip(f"{name} of {count} records", "field left out") for name, count in self._left_out.items()]

    def _reason(self, record: Record) -> str | None:
        texts = (record.id, record.reference, *(getattr(record, name) for name in FIELDS))
        if any(text is not None and problem_of_str(text) for text in texts):
            return "text that UTF-8 cannot store"
        if record.id in self._ids:
            return "id came before"
        reason = "empty id" if not record.id.strip() else self._problem(record)
        if reason is None:
            self._ids.add(record.id)
            self._left_out.update(name for name in self._lost if getattr(record, name) is not None)
        return reason

    def _with_picture(self, record: Record, *, where: str, key: str) -> Prepared | Skip:
        if record.image is None:
            return Prepared(record, where, key, None, "")
        try:
            data, extension = picture_file(record.image, kinds=self._kinds)
        except DataError as error:
            return Skip(where, _PICTURE_REASONS.get(error.code or "", "picture that cannot be read"))
        return Prepared(record, where, key, data, extension)
