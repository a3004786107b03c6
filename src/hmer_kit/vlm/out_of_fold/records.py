"""The records with pictures behind the items of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.data import Record
    from hmer_kit.error_mining.out_of_fold import Expression

__all__ = ["RecordTable"]


class RecordTable:
    """Records by their ids.

    Args:
        records: Those of the plan, and others as may be; the first of an id counts.

    Examples:
        >>> from hmer_kit.data import Record
        >>> table = RecordTable([Record("a", "x", source="crohme")])
        >>> [record.source for record in table.of([Record("a", "x")])]
        ['crohme']
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._known: dict[str, Record] = {}
        for record in records:
            self._known.setdefault(record.id, record)

    def of(self, items: Iterable[Expression]) -> list[Record]:
        """Return the record of each item.

        Args:
            items: Items of a plan.

        Raises:
            DataError: An id is not known, or its expression is another than in the plan.
        """
        found = []
        for item in items:
            record = self._known.get(item.id)
            if record is None or record.reference != item.reference:
                what = "none" if record is None else f"one with {record.reference!r:.80}"
                raise DataError(
                    f"expected the record {item.id!r} of the plan, with {item.reference!r:.80}, found {what}; give "
                    "the records that the plan was made of",
                    record_id=item.id,
                )
            found.append(record)
        return found
