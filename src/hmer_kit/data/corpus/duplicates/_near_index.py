"""Looks by their distance, exactly, without an index of bits: comparing is cheap, and most are told apart early.

Looks lie sorted by shape, so that one is compared with those of about its own shape only, 64 bits at a time, and few
are still near after half of the bits. The newest are compared one and all, until there are so many that sorting them in
pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.data.corpus._perceptual import BITS, Look

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

_NEWEST, _NEWEST_SHARE = 512, 16
_WORDS = BITS // 64
_ONES = np.array([number.bit_count() for number in range(256)], dtype=np.uint8)


class NearIndex:
    """Looks with their numbers.

    Args:
        max_distance: Most bits that differ.
        max_stretch: Most that width over height may differ, as a share.
    """

    def __init__(self, *, max_distance: int, max_stretch: float) -> None:
        self._distance = max_distance
        self._stretch = float(np.log1p(max_stretch))
        self._codes = np.zeros((_WORDS, 2 * _NEWEST), dtype=np.uint64)  # a row for each 64 bits
        self._aspects = np.zeros(2 * _NEWEST)
        self._numbers = np.zeros(2 * _NEWEST, dtype=np.int64)
        self._count = self._sorted = 0
        self._exact: dict[Look, int] = {}

    def __len__(self) -> int:
        return self._count

    def find(self, value: Hashable) -> int | None:
        """Return the number of the nearest look, of equally near ones the first, or None."""
        if not isinstance(value, Look):
            return None
        if value in self._exact:
            return self._exact[value]
        code = np.frombuffer(value.code, dtype=np.uint64)
        found = [self._best(part, value.aspect, code) for part in self._parts(value.aspect)]
        return min((best for best in found if best is not None), default=(0, None))[1]

    def add(self, value: Hashable, number: int) -> None:
        """Remember a look; of equal ones, the first stays."""
        if not isinstance(value, Look) or value in self._exact:
            return
        self._exact[value] = number
        if self._count == len(self._numbers):
            self._grow()
        self._codes[:, self._count] = np.frombuffer(value.code, dtype=np.uint64)
        self._aspects[self._count] = value.aspect
        self._numbers[self._count] = number
        self._count += 1
        if self._count - self._sorted > max(_NEWEST, self._sorted // _NEWEST_SHARE):
            self._sort()

    def _parts(self, aspect: float) -> list[slice]:
        """Return the sorted looks of about that shape, and the newest."""
        ordered = self._aspects[: self._sorted]
        low = int(np.searchsorted(ordered, aspect - self._stretch, "left"))
        high = int(np.searchsorted(ordered, aspect + self._stretch, "right"))
        return [slice(low, high), slice(self._sorted, self._count)]

    def _best(self, part: slice, aspect: float, code: NDArray[np.uint64]) -> tuple[int, int] | None:
        """Return the distance and number of the nearest look of a part, if one is near."""
        half = _differing(self._codes[:2, part], code[:2])
        places = np.flatnonzero(half <= self._distance) + part.start
        distances = _differing(self._codes[:, places], code)
        near = (distances <= self._distance) & (np.abs(self._aspects[places] - aspect) <= self._stretch)
        pairs = zip(distances[near].tolist(), self._numbers[places[near]].tolist(), strict=True)
        return min(pairs, default=None)

    def _sort(self) -> None:
        order = np.argsort(self._aspects[: self._count], kind="stable")
        for values in (*self._codes, self._aspects, self._numbers):
            values[: self._count] = values[: self._count][order]
        self._sorted = self._count

    def _grow(self) -> None:
        size = len(self._numbers) * 3 // 2
        self._codes = np.stack([np.resize(row, size) for row in self._codes])
        self._aspects = np.resize(self._aspects, size)
        self._numbers = np.resize(self._numbers, size)


def _differing(codes: NDArray[np.uint64], code: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return in how many bits each code differs from one; a row holds the same 64 bits of all."""
    total = np.zeros(codes.shape[1], dtype=np.int64)
    for row, word in zip(codes, code, strict=True):
        total += _ones(row ^ word)
    return total


def _ones(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return how many bits of each word are set."""
    if hasattr(np, "bitwise_count"):  # NumPy 2
        return np.bitwise_count(words)
    counts: NDArray[np.uint8] = _ONES[words.view(np.uint8)].reshape(-1, 8).sum(axis=1, dtype=np.uint8)
    return counts
