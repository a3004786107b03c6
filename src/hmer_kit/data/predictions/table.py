"""Predictions joined to records that come one by one, where a data set is larger than memory."""

from __future__ import annotations

from array import array
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from hmer_kit.data._text import quoted
from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.data.records import Prediction

__all__ = ["PredictionTable"]

_DIGEST = 16


class PredictionTable:
    """Predictions by id, as one block of bytes, for a stream of records; ``join_predictions`` takes whole lists.

    Args:
        predictions: What the recognizer gave; a reference that comes along is only compared, token by token, with that
            of the record, and only its digest is kept.
        name: What they are called in notes: their file.

    Raises:
        InputError: An id stands twice, or a record has no prediction.

    Examples:
        >>> given = [Record("a", "x", prediction="X"), Record("z", "y", prediction="")]
        >>> table = PredictionTable(given, name="pred.json")
        >>> for item in table.join([Record("a", "x"), Record("b", "y")]):
        ...     print(item if isinstance(item, Skip) else (item.id, item.prediction))
        ('a', 'X')
        ('b', None)
        pred.json (id 'z'): prediction without a caption that can be used
    """

    def __init__(self, predictions: Iterable[Record | Prediction], *, name: str) -> None:
        self.name = name
        """What they are called in notes."""
        self._places: dict[str, int] = {}
        self._text = bytearray()
        self._ends = array("Q", [0])
        for item in predictions:
            self._add(item)

    def __len__(self) -> int:
        return len(self._places)

    def fits(self, record: Record) -> bool:
        """Whether there is a prediction for a record, made for the same reference where the table knows that.

        Args:
            record: Any record.

        Examples:
            >>> table = PredictionTable([Record("a", "x", prediction="X")], name="pred.json")
            >>> table.fits(Record("a", "x")), table.fits(Record("a", "y")), table.fits(Record("b", "x"))
            (True, False, False)
        """
        place = self._places.get(record.id)
        return place is not None and self._read(place)[0] in {b"", _digest(record.reference)}

    def join(self, items: Iterable[Record | Skip]) -> Iterator[Record | Skip]:
        """Yield every record with its prediction, or with None; what does not fit is named.

        A note stands before the record whose prediction was for another reference, or whose id came before; notes of
        predictions that no record has asked for come last. Notes of the reader are passed on.

        Args:
            items: Records and notes of a reader.
        """
        asked = bytearray(len(self._places))
        for item in items:
            if isinstance(item, Skip):
                yield item
                continue
            place = self._places.get(item.id)
            given = None
            if place is not None:
                given = self._given(item, place, came_before=bool(asked[place]))
                asked[place] = 1
            if isinstance(given, Skip):
                yield given
            yield replace(item, prediction=given if isinstance(given, str) else None)
        for record_id, place in self._places.items():
            if not asked[place]:
                yield self._note(record_id, "prediction without a caption that can be used")

    def _add(self, item: Record | Prediction) -> None:
        if item.id in self._places:
            raise InputError(f"expected each id once among the predictions, got {quoted(item.id)} twice")
        if item.prediction is None:
            raise InputError(f"expected a prediction in each record of predictions, got None (id {quoted(item.id)})")
        self._places[item.id] = len(self._places)
        self._text += bytes(_DIGEST) if item.reference is None else _digest(item.reference)
        self._text.append(item.reference is not None)
        self._text += item.prediction.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._text))

    def _read(self, place: int) -> tuple[bytes, str]:
        """Return the digest of the reference, empty where there is none, and the prediction."""
        row = bytes(self._text[self._ends[place] : self._ends[place + 1]])
        digest = row[:_DIGEST] if row[_DIGEST] else b""
        return digest, row[_DIGEST + 1 :].decode("utf-8", "surrogatepass")

    def _given(self, record: Record, place: int, *, came_before: bool) -> str | Skip:
        digest, prediction = self._read(place)
        if came_before:
            return self._note(record.id, "prediction for an id that came before")
        if digest and digest != _digest(record.reference):
            return self._note(record.id, "prediction for another reference than the caption")
        return prediction

    def _note(self, record_id: str, reason: str) -> Skip:
        return Skip(f"{self.name} (id {record_id!r})", reason)


def _digest(reference: str) -> bytes:
    """Return a digest of the tokens, parted by blanks."""
    return blake2b(" ".join(reference.split()).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
