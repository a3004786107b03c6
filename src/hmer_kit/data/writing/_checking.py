"""Reading back what was written, record by record, against the digests that were noted while it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._draft_files import CHECK_BYTES, picture_digest, text_digest
from hmer_kit.data.writing._preparing import FIELDS
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.data.writing._drafts import Draft

_SPREAD = 2654435761  # Knuth's multiplier: any share of the numbers lies evenly among them


def require_share(verify: float) -> None:
    """Refuse a share that is none."""
    if isinstance(verify, bool) or not isinstance(verify, (int, float)) or not 0 <= verify <= 1:
        raise InputError(f"expected verify to be a share from 0 to 1, got {verify!r}")


def read_back(items: Iterable[Record | Skip], draft: Draft, *, verify: float, where: str) -> int:
    """Compare the texts of all records, and the pictures of a share of them.

    Args:
        items: What a reader finds.
        draft: What was noted.
        verify: Share of the pictures.
        where: What is read, for messages.

    Returns:
        Number of records whose picture was compared, or that have none.

    Raises:
        DataError: Something differs.
    """
    checked = number = 0
    with draft.checks_file.open("rb") as file:
        for item in items:
            if isinstance(item, Skip):
                if not _is_note(item):
                    raise _differs(where, f"the reader leaves out {item}")
                continue
            check = file.read(CHECK_BYTES)
            number += 1
            if check[: CHECK_BYTES // 2] != text_digest(texts_of(item)):
                raise _differs(where, f"record {number} (id {item.id!r}) has other texts")
            if number * _SPREAD % 2**32 < verify * 2**32:
                data = None if item.image is None else item.image.read()  # type: ignore[attr-defined]  # our sources
                if check[CHECK_BYTES // 2 :] != picture_digest(data):
                    raise _differs(where, f"record {number} (id {item.id!r}) has another picture")
                checked += 1
        if file.read(1):
            raise _differs(where, f"there are {number} records only")
    return checked


def texts_of(record: Record) -> list[str | None]:
    """Return the texts of a record."""
    return [record.id, record.reference, *(getattr(record, name) for name in FIELDS)]


def _is_note(item: Skip) -> bool:
    return item.reason == "column left out" or item.reason.startswith("columns guessed")


def _differs(where: str, what: str) -> DataError:
    return DataError(
        f"expected {where} to read as it was written, but {what}; delete its unfinished folder and write anew",
        code="not_verified",
        path=where,
    )
