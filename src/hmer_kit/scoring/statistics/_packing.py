"""Several columns of counts in one of complex numbers, so that all are gathered and added up at once, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hmer_kit.scoring.measures.measure import Counts

_BLOCK: Final = 128
"""Samples that are added up packed: the field of a column has room for so many of its largest."""
_PARTS: Final = 2
"""Of a complex number, the real and the imaginary one."""
_BITS: Final = 53
"""Whole numbers of so many bits are exact in each of them."""
_LARGEST: Final = (1 << 63) - 1


class _Field(NamedTuple):
    """The bits of a column."""

    part: int
    shift: int
    bits: int


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows of counts, each as one number."""

    values: NDArray[np.complex128]
    """One for each row."""
    fields: tuple[_Field | int, ...]
    """Where each column is; or its value, if it is the same in all rows."""

    def sums(self, blocks: NDArray[np.complex128], *, n: int) -> list[list[int]]:
        """Return the sums of all columns.

        Args:
            blocks: What ``block_sums`` gives, ``(resamples, blocks)``.
            n: Samples of a resample.
        """
        parts = [part.astype(np.int64) for part in (blocks.real, blocks.imag)]
        found: dict[_Field | int, list[int]] = {}  # columns that are alike share a field
        for field in set(self.fields):
            if isinstance(field, int):
                found[field] = [field * n] * len(blocks)
            else:
                found[field] = (parts[field.part] >> field.shift & ((1 << field.bits) - 1)).sum(axis=1).tolist()
        return list(map(list, zip(*map(found.__getitem__, self.fields), strict=True)))


def block_sums(values: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Return packed sums of some samples each, ``(resamples, blocks)`` for ``(resamples, samples)``."""
    return np.add.reduceat(values, range(0, values.shape[1], _BLOCK), axis=1)


def pack(rows: Sequence[Counts], *, most: int) -> Packed | None:
    """Return rows as one number each; None if one is negative, or they are too large or too many for its bits.

    Args:
        rows: One or more rows of counts.
        most: How many samples are added up at most.
    """
    columns = list(zip(*rows, strict=True))
    largest = list(map(max, columns))
    if min(map(min, columns)) < 0 or max(largest) * most > _LARGEST:
        return None
    varied = {column: (most * _BLOCK).bit_length() for column, most in zip(columns, largest, strict=True)}
    ends = [0] * _PARTS
    fields: dict[tuple[int, ...], _Field] = {}
    for column, bits in sorted(varied.items(), key=lambda item: -item[1]):
        if min(column) < max(column):
            part = next((part for part, end in enumerate(ends) if end + bits <= _BITS), None)
            if part is None:
                return None
            fields[column] = _Field(part, ends[part], bits)
            ends[part] += bits
    parts = np.zeros((len(rows), _PARTS), dtype=np.int64)
    for column, field in fields.items():
        parts[:, field.part] |= np.array(column, dtype=np.int64) << field.shift
    values = parts.astype(np.float64).view(np.complex128)[:, 0]
    return Packed(values, tuple(fields.get(column, column[0]) for column in columns))
