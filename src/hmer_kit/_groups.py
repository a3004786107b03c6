"""What belongs together, and how it is dealt out: for rooms that do not know each other, error mining and data."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from hmer_kit.latex import normalize

_T = TypeVar("_T")
Keys = Sequence[Sequence[tuple[int, Hashable]]]
"""For each item what it may share: the place of the function that told it, and what that gave."""


class Expression(Protocol):
    """What is looked at to tell what belongs together; ``hmer_kit.data.Record`` is one.

    Examples:
        >>> from hmer_kit.data import Record
        >>> item: Expression = Record("a", "x + 1", writer="w7")
        >>> item.id, item.reference, item.writer
        ('a', 'x + 1', 'w7')
    """

    @property
    def id(self) -> str:
        """Name, unique among all."""
        ...

    @property
    def reference(self) -> str:
        """True LaTeX."""
        ...

    @property
    def writer(self) -> str | None:
        """Who wrote it, where that is known."""
        ...


def by_expression(item: Expression) -> str:
    r"""Return what a record has in common with its duplicates: its LaTeX, brought to one spelling.

    Args:
        item: A record. LaTeX that does not parse is mended as ``normalize(..., on_error="recover")`` does.

    Examples:
        >>> from hmer_kit.data import Record
        >>> by_expression(Record("a", "x^2")) == by_expression(Record("b", "x ^ { 2 }"))
        True
    """
    return normalize(item.reference, profile="same_ink", on_error="recover").latex


def by_writer(item: Expression) -> str | None:
    """Return the writer of a record, or None where there is none known.

    Args:
        item: A record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> by_writer(Record("a", "x", writer="w7")), by_writer(Record("b", "x"))
        ('w7', None)
    """
    return item.writer


def name_of(grouping: object) -> str:
    """Return what reports call a function of a record."""
    return getattr(grouping, "__name__", type(grouping).__name__)


def keys_of(items: Sequence[_T], group_by: Sequence[Callable[[_T], Hashable]]) -> list[list[tuple[int, Hashable]]]:
    """Return what each item may share; None is nothing to share."""
    known = [[(place, grouping(item)) for place, grouping in enumerate(group_by)] for item in items]
    return [[(place, key) for place, key in keys if key is not None] for keys in known]


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


def deal(
    groups: Sequence[Sequence[int]], *, shares: Sequence[float], lots: Sequence[str], kinds: Sequence[Hashable]
) -> dict[int, int]:
    """Return the part that each index goes to: the largest groups first, each to where most of its kinds are missing.

    Args:
        groups: Indices that stay together.
        shares: Share of each part; their sum is 1.
        lots: One for each group; of groups of one size, the lower lot comes first.
        kinds: What kind each index is of; every part gets its share of each kind, as far as groups allow.

    Examples:
        >>> deal([[0, 1], [2], [3]], shares=[0.5, 0.5], lots="abc", kinds="xxxx")
        {0: 0, 1: 0, 2: 1, 3: 1}
    """
    totals = Counter(kinds[index] for group in groups for index in group)
    missing = [{kind: share * count for kind, count in totals.items()} for share in shares]
    parts: dict[int, int] = {}
    for _, _, group in sorted(zip([-len(group) for group in groups], lots, groups, strict=True)):
        content = Counter(kinds[index] for index in group)
        lacks = [(_fit(content, wanted), sum(wanted.values())) for wanted in missing]
        part = max(range(len(shares)), key=lacks.__getitem__)
        for kind, count in content.items():
            missing[part][kind] -= count
        parts |= dict.fromkeys(group, part)
    return parts


def draw(seed: int, name: str) -> str:
    """Return a lot that depends on the group alone, so that the order of the records does not matter."""
    return hashlib.sha256(f"{seed}/{name}".encode(errors="surrogatepass")).hexdigest()


class Shared(NamedTuple):
    """Something that stands in several parts."""

    place: int
    key: Hashable
    parts: tuple[int, ...]
    indices: tuple[int, ...]


def shared_keys(keys: Keys, parts: Sequence[int]) -> list[Shared]:
    """List what stands in more than one part, by the place of its function, then as it comes."""
    found: dict[tuple[int, Hashable], list[int]] = {}
    for index, own in enumerate(keys):
        for place_and_key in own:
            found.setdefault(place_and_key, []).append(index)
    shared = []
    for (place, key), indices in sorted(found.items(), key=lambda entry: entry[0][0]):
        where = tuple(sorted({parts[index] for index in indices}))
        if len(where) > 1:
            shared.append(Shared(place, key, where, tuple(indices)))
    return shared


def _fit(content: Counter[Hashable], wanted: dict[Hashable, float]) -> float:
    """Return how well a group fills what a part lacks."""
    return sum(count * wanted[kind] for kind, count in content.items())


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]  # halve the way for whoever comes next
        index = parents[index]
    return index
