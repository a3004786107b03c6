"""Rows in order, each once."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from hmer_kit.error_mining.corpus._checks import shown
from hmer_kit.error_mining.corpus._origins import merge_origins
from hmer_kit.error_mining.corpus.records import ErrorRecord
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.error_mining.corpus.records import CorpusSettings


def in_order(records: Iterable[ErrorRecord]) -> Iterator[ErrorRecord]:
    """Yield the rows as they come, and stop at one that is out of order or none at all."""
    last: tuple[str, str, str] | None = None
    for number, record in enumerate(records):
        if not isinstance(record, ErrorRecord):
            raise InputError(f"expected an ErrorRecord as row {number}, got {shown(record)}")
        key = record.key
        if last is not None and key <= last:
            raise InputError(
                f"expected rows sorted by id, reference and prediction, each once, got {record.id[:40]!r} "
                f"as row {number} after {last[0][:40]!r}; make an ErrorCorpus of them, which sorts"
            )
        last = key
        yield record


def joined(rows: list[ErrorRecord]) -> ErrorRecord:
    """Return one row for rows of one key."""
    if len(rows) == 1:
        return rows[0]
    return replace(rows[0], origins=merge_origins(chain.from_iterable(row.origins for row in rows)))


def sorted_records(records: Iterable[ErrorRecord]) -> tuple[ErrorRecord, ...]:
    """Return rows in any order as a corpus has them."""
    rows = list(records)
    for number, record in enumerate(rows):
        if not isinstance(record, ErrorRecord):
            raise InputError(f"expected an ErrorRecord as row {number}, got {shown(record)}")
    rows.sort(key=attrgetter("key"))
    return tuple(joined(list(same)) for _, same in groupby(rows, key=attrgetter("key")))


def require_equal_settings(settings: list[CorpusSettings]) -> None:
    """Reject corpora that call different things near."""
    for other in settings[1:]:
        if other != settings[0]:
            raise InputError(
                f"expected corpora of the same settings, got {settings[0]} and {other}; "
                "mine the candidates of one of them again"
            )
