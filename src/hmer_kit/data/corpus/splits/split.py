"""Splits that do not leak: equal expressions stay on one side."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hmer_kit._groups import connected, keys_of
from hmer_kit.data.corpus.splits._keys import record_keys
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from hmer_kit.data.corpus.duplicates.keys import RecordKey
    from hmer_kit.data.records import Record

__all__ = ["split_records"]


def split_records(
    records: Sequence[Record],
    *,
    holdout: float,
    seed: int,
    group_by: RecordKey | Sequence[RecordKey] | None = None,
) -> tuple[list[Record], list[Record]]:
    """Split records in two so that no group stands on both sides.

    Nearly half of CROHME's training captions stand there more than once; split by record, a model would be tested on
    expressions that it was trained on.

    Args:
        records: What to split.
        holdout: Share of the records to hold out, 0 to 1. The held-out side never exceeds it, unless it would be
            empty: between 0 and 1, and with two groups or more, either side gets at least one group.
        seed: Equal seeds give equal splits.
        group_by: What must not stand on both sides; by default the reference, whatever its blanks. For unseen writers
            it is ``by_writer``; of several, ``[by_expression, by_writer]``, records that share any stay together, and
            those that are joined through others.

    Returns:
        The records kept and the records held out, each in the order given.

    Raises:
        InputError: ``holdout`` is outside 0..1, or a record has None as its only group.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = [Record(str(number), reference) for number, reference in enumerate("xyxzxw")]
        >>> kept, held_out = split_records(records, holdout=0.5, seed=1)
        >>> sorted({record.reference for record in kept} & {record.reference for record in held_out})
        []
    """
    if not 0 <= holdout <= 1:
        raise InputError(f"expected a share from 0 to 1 as holdout, got {holdout!r}")
    groups = _groups(records, _expression if group_by is None else group_by)
    order = list(groups)
    random.Random(seed).shuffle(order)  # noqa: S311 - a split is no secret
    room = len(records) if holdout == 1 else min(holdout * len(records), len(records) - 1)
    held = _choose([groups[key] for key in order], room=room)
    if not held and holdout > 0 and len(order) > 1:
        held = set(groups[min(order, key=lambda key: len(groups[key]))])
    kept = [record for index, record in enumerate(records) if index not in held]
    return kept, [record for index, record in enumerate(records) if index in held]


def _expression(record: Record) -> str:
    return " ".join(record.reference.split())


def _groups(records: Sequence[Record], group_by: RecordKey | Sequence[RecordKey]) -> dict[Hashable, list[int]]:
    if callable(group_by):
        return _group(records, group_by=group_by)
    return dict(enumerate(connected(keys_of(records, record_keys(group_by)))))


def _group(records: Sequence[Record], *, group_by: RecordKey) -> dict[Hashable, list[int]]:
    """Return the indices of each group, groups in the order of their first record."""
    groups: dict[Hashable, list[int]] = {}
    for index, record in enumerate(records):
        key = group_by(record)
        if key is None:
            raise InputError(f"expected a group for every record, got None for record {index + 1} (id {record.id!r})")
        groups.setdefault(key, []).append(index)
    return groups


def _choose(groups: list[list[int]], *, room: float) -> set[int]:
    """Take groups in order as long as they fit."""
    chosen: set[int] = set()
    for group in groups:
        if len(chosen) + len(group) <= room:
            chosen.update(group)
    return chosen
