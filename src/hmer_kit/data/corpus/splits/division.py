"""Parts and folds that share nothing: what belongs together stays together, each part has its share of each kind."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit._groups import connected, deal, draw, keys_of, name_of, shared_keys
from hmer_kit.data._text import one_line
from hmer_kit.data.corpus._tables import aligned, percent
from hmer_kit.data.corpus.duplicates.keys import by_expression, by_writer
from hmer_kit.data.corpus.splits._keys import record_keys
from hmer_kit.exceptions import InputError
from hmer_kit.latex import complexity, parse, tokenize

if TYPE_CHECKING:
    from hmer_kit.data.corpus.duplicates.keys import RecordKey
    from hmer_kit.data.records import Record

__all__ = ["DivisionLeak", "RecordDivision", "by_depth", "by_length", "divide_records", "fold_records"]

_TOGETHER = (by_expression, by_writer)
_LENGTHS = (5, 10, 20, 40)
_DEEPEST = 3
_SUM_ERROR = 1e-9


def by_length(record: Record) -> str:
    """Return the length of the reference in tokens, as a class: ``1-5``, ``6-10``, ``11-20``, ``21-40``, ``41-``.

    Args:
        record: Any record.

    Examples:
        >>> from hmer_kit.data import Record
        >>> by_length(Record("a", "x ^ { 2 } + 1"))
        '6-10'
    """
    length = len(tokenize(record.reference))
    first = 1
    for last in _LENGTHS:
        if length <= last:
            return f"{first}-{last}"
        first = last + 1
    return f"{first}-"


def by_depth(record: Record) -> str:
    r"""Return how deeply the reference is nested, as a class: ``0``, ``1``, ``2``, ``3-``; see ``hmer_kit.complexity``.

    Args:
        record: Any record. LaTeX that does not parse is mended.

    Examples:
        >>> from hmer_kit.data import Record
        >>> by_depth(Record("a", r"\frac { x ^ { 2 } } { 3 } + 1"))
        '2'
    """
    depth = complexity(parse(record.reference, on_error="recover")).depth
    return str(depth) if depth < _DEEPEST else f"{_DEEPEST}-"


@dataclass(frozen=True, slots=True)
class DivisionLeak:
    """Something that stands in more than one part.

    Examples:
        >>> print(DivisionLeak("by_writer", "w7", parts=("train", "test"), ids=("a", "b")))
        by_writer 'w7' stands in train, test (2 records)
    """

    key: str
    """Name of the key that found it."""
    value: Hashable
    """What is shared."""
    parts: tuple[str, ...]
    """Where it stands."""
    ids: tuple[str, ...]
    """The records that share it."""

    def __str__(self) -> str:
        return f"{self.key} {one_line(repr(self.value))} stands in {', '.join(self.parts)} ({len(self.ids)} records)"


@dataclass(frozen=True, slots=True)
class RecordDivision:
    """Records in named parts.

    Examples:
        >>> from hmer_kit.data import Record
        >>> division = RecordDivision({"train": (Record("a", "x"),), "test": (Record("b", "x"), Record("c", "y"))})
        >>> division.sizes, [record.id for record in division.rest("test")]
        ({'train': 1, 'test': 2}, ['a'])
        >>> [str(leak) for leak in division.leaks()]
        ["by_expression 'x' stands in train, test (2 records)"]
    """

    parts: Mapping[str, tuple[Record, ...]]
    """Records of each part, in the order given."""

    @property
    def sizes(self) -> dict[str, int]:
        """Records of each part."""
        return {name: len(records) for name, records in self.parts.items()}

    def rest(self, part: str) -> tuple[Record, ...]:
        """Return the records of all parts but one: what a model is trained on while that fold is held out.

        Args:
            part: Name of the part.

        Raises:
            InputError: There is no such part.
        """
        if part not in self.parts:
            raise InputError(f"expected a part, one of {', '.join(self.parts)}, got {part!r:.80}")
        return tuple(record for name, records in self.parts.items() if name != part for record in records)

    def leaks(self, *, by: RecordKey | Sequence[RecordKey] = _TOGETHER) -> list[DivisionLeak]:
        """List what stands in more than one part; nothing, if the parts share nothing.

        Args:
            by: A key or several; by default expressions and writers, whatever the division was made by.
        """
        keys = record_keys(by)
        names = list(self.parts)
        placed = [(record, place) for place, name in enumerate(names) for record in self.parts[name]]
        found = shared_keys(keys_of([record for record, _ in placed], keys), [place for _, place in placed])
        return [
            DivisionLeak(
                name_of(keys[leak.place]),
                leak.key,
                tuple(names[part] for part in leak.parts),
                tuple(placed[index][0].id for index in leak.indices),
            )
            for leak in found
        ]

    def table(self, *, by: Callable[[Record], Hashable] = by_depth) -> str:
        """Return how many records of each kind each part has, with their shares of the part.

        Args:
            by: Gives the kind of a record.

        Examples:
            >>> from hmer_kit.data import Record
            >>> records = [Record(str(number), f"x _ {number}" if number % 2 else str(number)) for number in range(8)]
            >>> print(divide_records(records, {"train": 0.5, "test": 0.5}, stratify_by=by_depth).table())
            by_depth  train       test
            0         2 (50.0 %)  2 (50.0 %)
            1         2 (50.0 %)  2 (50.0 %)
            all       4           4
        """
        counts = {name: Counter(map(by, records)) for name, records in self.parts.items()}
        kinds = sorted({kind for count in counts.values() for kind in count}, key=str)
        rows = [[name_of(by), *counts]]
        rows += [[str(kind), *(_cell(count[kind], count.total()) for count in counts.values())] for kind in kinds]
        return aligned([*rows, ["all", *(str(count.total()) for count in counts.values())]])


def divide_records(
    records: Sequence[Record],
    shares: Mapping[str, float],
    *,
    seed: int = 0,
    group_by: RecordKey | Sequence[RecordKey] = _TOGETHER,
    stratify_by: Callable[[Record], Hashable] | None = None,
) -> RecordDivision:
    """Divide records into named parts, such as train, validation and test.

    Records that share a key stay together, and so do those that are joined through a third one. Where every writer
    wrote the same expressions, all of them are one group, and there is nothing to divide: group by less then,
    ``group_by=by_writer``, and see what is shared with ``division.leaks()``.

    Args:
        records: What to divide.
        shares: Share of each part, their sum 1.
        seed: Equal seeds give equal parts, whatever the order of the records, if their ids are their own.
        group_by: A key or several; by default expressions and writers. ``[]`` keeps nothing together.
        stratify_by: Gives the kind of a record; each part gets its share of each kind, as far as groups allow.
            ``by_depth`` and ``by_length`` are there for it.

    Returns:
        The parts, each within the size of the largest group of its share.

    Raises:
        InputError: Shares do not sum to 1 or are not above 0, or there are fewer groups than parts.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = [Record(str(number), f"x + {number % 50}") for number in range(100)]
        >>> division = divide_records(records, {"train": 0.8, "validation": 0.1, "test": 0.1}, seed=1)
        >>> division.sizes, division.leaks()
        ({'train': 80, 'validation': 10, 'test': 10}, [])
    """
    _check_shares(shares)
    groups = connected(keys_of(records, record_keys(group_by)))
    if len(groups) < len(shares):
        raise InputError(
            f"expected at least {len(shares)} groups for as many parts, got {len(groups)} of {len(records)} records: "
            "the rest is joined by what it shares, directly or through others; group by less, or take fewer parts"
        )
    lots = [draw(seed, min(records[index].id for index in group)) for group in groups]
    kinds = [None] * len(records) if stratify_by is None else [stratify_by(record) for record in records]
    places = deal(groups, shares=list(shares.values()), lots=lots, kinds=kinds)
    parts: list[list[Record]] = [[] for _ in shares]
    for index, record in enumerate(records):
        parts[places[index]].append(record)
    return RecordDivision({name: tuple(part) for name, part in zip(shares, parts, strict=True)})


def fold_records(
    records: Sequence[Record],
    n_folds: int,
    *,
    seed: int = 0,
    group_by: RecordKey | Sequence[RecordKey] = _TOGETHER,
    stratify_by: Callable[[Record], Hashable] | None = None,
) -> RecordDivision:
    """Divide records into folds of nearly equal size, named ``"0"``, ``"1"`` and so on.

    For errors out of fold take ``hmer_kit.error_mining.out_of_fold.plan_folds``, which deals out by the same rule.

    Args:
        records: What to divide.
        n_folds: Number of folds, 2 or more.
        seed: Equal seeds give equal folds.
        group_by: A key or several, as in ``divide_records``.
        stratify_by: Gives the kind of a record, as there.

    Returns:
        The folds; ``rest(fold)`` is what the others hold.

    Raises:
        InputError: ``n_folds`` is no integer of 2 or more, or there are fewer groups than folds.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = [Record(str(number), str(number // 2)) for number in range(12)]
        >>> folds = fold_records(records, 3)
        >>> folds.sizes, len(folds.rest("0"))
        ({'0': 4, '1': 4, '2': 4}, 8)
    """
    if not isinstance(n_folds, int) or isinstance(n_folds, bool) or n_folds < 2:
        raise InputError(f"expected n_folds as an integer of 2 or more, got {n_folds!r:.80}")
    if n_folds > len(records):  # before a share for each is made
        raise InputError(
            f"expected at least {n_folds} groups for as many folds, got {len(records)} records; take fewer"
        )
    shares = {str(fold): 1 / n_folds for fold in range(n_folds)}
    return divide_records(records, shares, seed=seed, group_by=group_by, stratify_by=stratify_by)


def _check_shares(shares: Mapping[str, float]) -> None:
    if not isinstance(shares, Mapping) or not shares:
        raise InputError(f"expected the share of each part by its name, got {one_line(repr(shares))}")
    numbers = [share for share in shares.values() if isinstance(share, (int, float)) and 0 < share < math.inf]
    if len(numbers) < len(shares) or abs(sum(numbers) - 1) > _SUM_ERROR:
        raise InputError(f"expected shares above 0 whose sum is 1, got {one_line(repr(dict(shares)))}")


def _cell(part: int, whole: int) -> str:
    return f"{part} ({percent(part / whole)})" if whole else "0"
