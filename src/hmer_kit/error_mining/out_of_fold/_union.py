"""Groups of what is joined, directly or through others (union-find)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

__all__ = ["connected"]


def connected(keys: Sequence[Sequence[Hashable]]) -> list[list[int]]:
    """Return the indices that share a key, directly or through others, groups in the order of their first index.

    Args:
        keys: What each index may share; an index without keys is alone.

    Examples:
        >>> connected(["a", "ab", "b", "", "c"])
        [[0, 1, 2], [3], [4]]
    """
    parents = list(range(len(keys)))
    owners: dict[Hashable, int] = {}
    for index, own in enumerate(keys):
        for key in own:
            root, other = _root(parents, index), _root(parents, owners.setdefault(key, index))
            parents[max(root, other)] = min(root, other)
    groups: dict[int, list[int]] = {}
    for index in range(len(keys)):
        groups.setdefault(_root(parents, index), []).append(index)
    return list(groups.values())


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]  # halve the way for whoever comes next
        index = parents[index]
    return index
