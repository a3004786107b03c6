"""Which symbols of two label graphs are the same: a longest common subsequence of labels, then what is left over."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["match"]

_MOST: Final = 2**27
"""Most pairs of labels to compare: bits of memory, and a few seconds."""


def match(labels: Sequence[str], reference: Sequence[str]) -> dict[int, int]:
    """Return for symbols of the one their like in the other: none twice, and as many in one order as can be.

    What has no like in order is matched with a symbol of the same label elsewhere, the first with the first.

    Raises:
        InputError: Both are too long.
    """
    head = next((at for at, pair in enumerate(zip(labels, reference, strict=False)) if pair[0] != pair[1]), None)
    head = min(len(labels), len(reference)) if head is None else head
    tail = 0
    while tail < min(len(labels), len(reference)) - head and labels[-1 - tail] == reference[-1 - tail]:
        tail += 1
    ends = len(labels) - tail, len(reference) - tail
    pairs = {at: at for at in range(head)}
    pairs |= {ends[0] + at: ends[1] + at for at in range(tail)}
    middle = _common(labels[head : ends[0]], reference[head : ends[1]])
    pairs |= {one + head: other + head for one, other in middle}
    taken = set(pairs.values())
    left: dict[str, list[int]] = defaultdict(list)
    for at in range(ends[1] - 1, head - 1, -1):
        if at not in taken:
            left[reference[at]].append(at)
    for at in range(head, ends[0]):
        if at not in pairs and left[labels[at]]:
            pairs[at] = left[labels[at]].pop()
    return pairs


def _common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Return a longest common subsequence as pairs of places; a row of the table is one number, a bit a label."""
    if len(one) * len(other) > _MOST:
        raise InputError(
            f"expected label graphs that differ in at most {_MOST} pairs of symbols, got {len(one)} × {len(other)}"
        )
    masks: dict[str, int] = defaultdict(int)
    for at, label in enumerate(one):
        masks[label] |= 1 << at
    whole = (1 << len(one)) - 1
    row, rows = whole, []
    for label in other:
        kept = row & masks.get(label, 0)
        row = ((row + kept) | (row - kept)) & whole
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    at, line = len(one), len(other)
    while at and line:
        if rows[line - 1] >> (at - 1) & 1:
            at -= 1
        elif line > 1 and not rows[line - 2] >> (at - 1) & 1:
            line -= 1
        else:
            at, line = at - 1, line - 1
            pairs.append((at, line))
    return pairs
