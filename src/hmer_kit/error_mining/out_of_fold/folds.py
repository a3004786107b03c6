r"""Folds that do not leak: what belongs together is held out together.

A model that is to make honest mistakes on an expression must not have been trained on it, nor on a copy of it. Half of
CROHME's training captions stand there more than once; a fold planner that deals out single records shows every model
the answers to its own test. So records that share an expression or a writer are joined, and so are those that are
joined through a third one; what is joined is dealt out as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hmer_kit._groups import Expression, by_expression, by_writer, connected, deal, draw, keys_of, name_of, shared_keys
from hmer_kit.exceptions import InputError

__all__ = [
    "DEFAULT_GROUPINGS",
    "Expression",
    "FoldPlan",
    "Grouping",
    "Leak",
    "PlannedItem",
    "by_expression",
    "by_writer",
    "check_leakage",
    "plan_folds",
]

_SHOWN = 60


Grouping = Callable[[Expression], str | None]
"""Gives what must not stand in two folds; None for a record that nothing holds to another."""


DEFAULT_GROUPINGS: tuple[Grouping, ...] = (by_expression, by_writer)
"""What is kept in one fold unless told otherwise."""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One record of a plan: all that the pipeline needs to know of it but the picture.

    Examples:
        >>> PlannedItem("a", "x + 1", fold=0).writer is None
        True
    """

    id: str
    """Name of the record."""
    reference: str
    """True LaTeX."""
    writer: str | None = None
    """Who wrote it."""
    fold: int = 0
    """Fold in which it is held out."""


@dataclass(frozen=True, slots=True)
class FoldPlan:
    """Which record is held out in which fold.

    Examples:
        >>> plan = FoldPlan((PlannedItem("a", "x"), PlannedItem("b", "y", fold=1)), n_folds=2, seed=0)
        >>> [item.id for item in plan.held_out(1)], [item.id for item in plan.trained_on(1)], plan.sizes
        (['b'], ['a'], [1, 1])
    """

    items: tuple[PlannedItem, ...]
    """Every record once, in the order given."""
    n_folds: int
    """Number of folds."""
    seed: int
    """What the folds were drawn from."""

    @property
    def sizes(self) -> list[int]:
        """Records held out in each fold."""
        counts = [0] * self.n_folds
        for item in self.items:
            counts[item.fold] += 1
        return counts

    def held_out(self, fold: int) -> list[PlannedItem]:
        """Return the records of a fold, on which its model is tried.

        Args:
            fold: Number of the fold, from 0.
        """
        return [item for item in self.items if item.fold == fold]

    def trained_on(self, fold: int) -> list[PlannedItem]:
        """Return the records of all other folds, on which the model of this fold is trained.

        Args:
            fold: Number of the fold, from 0.
        """
        return [item for item in self.items if item.fold != fold]


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that stands in more than one fold.

    Examples:
        >>> print(Leak("by_writer", "w7", folds=(0, 1), ids=("a", "b")))
        by_writer 'w7' stands in folds 0, 1 (2 records)
    """

    grouping: str
    """Name of the function that found it."""
    key: str
    """What is shared."""
    folds: tuple[int, ...]
    """Where it stands."""
    ids: tuple[str, ...]
    """The records that share it."""

    def __str__(self) -> str:
        folds = ", ".join(map(str, self.folds))
        return f"{self.grouping} {self.key[:_SHOWN]!r} stands in folds {folds} ({len(self.ids)} records)"


def plan_folds(
    items: Sequence[Expression], n_folds: int, *, seed: int = 0, group_by: Sequence[Grouping] = DEFAULT_GROUPINGS
) -> FoldPlan:
    """Deal records out to folds of nearly equal size, duplicates and records of one writer together.

    Groups that share a record are one group: where every writer wrote the same expressions, all of them are one, and
    there is nothing to deal out. Then leave a grouping away, ``group_by=[by_expression]``, and know that the models
    have seen the hands; ``check_leakage`` says so.

    Args:
        items: Records with ids of their own.
        n_folds: Number of folds, 2 or more.
        seed: Equal seeds give equal folds, whatever the order of the records.
        group_by: Functions of a record; records for which one of them gives the same, and not None, stay together.

    Returns:
        The plan; its ``sizes`` differ by no more than the largest group.

    Raises:
        InputError: An id stands twice, there are fewer groups than folds, or an argument is of the wrong kind.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = [Record("a", "x^2"), Record("b", "y"), Record("c", "x ^ { 2 }"), Record("d", "z")]
        >>> plan = plan_folds(records, 2)
        >>> plan.sizes, plan.items[0].fold == plan.items[2].fold
        ([2, 2], True)
    """
    _check(items, n_folds=n_folds, seed=seed, group_by=group_by)
    groups = connected(keys_of(items, group_by))
    if len(groups) < n_folds:
        raise InputError(
            f"expected at least {n_folds} groups for {n_folds} folds, got {len(groups)} of {len(items)} records: the "
            f"rest shares an expression or a writer, directly or through others; group by less, or take fewer folds"
        )
    lots = [draw(seed, min(items[index].id for index in group)) for group in groups]
    folds = deal(groups, shares=[1 / n_folds] * n_folds, lots=lots, kinds=[None] * len(items))
    planned = [PlannedItem(item.id, item.reference, item.writer, folds[index]) for index, item in enumerate(items)]
    return FoldPlan(tuple(planned), n_folds=n_folds, seed=seed)


def check_leakage(plan: FoldPlan, *, group_by: Sequence[Grouping] = DEFAULT_GROUPINGS) -> list[Leak]:
    """List what stands in more than one fold; nothing, if the plan keeps what it should.

    Args:
        plan: Any plan, one of another tool's too.
        group_by: What to look at; by default both expressions and writers, whatever the plan was made with.

    Returns:
        One entry for each expression or writer in two folds or more, by grouping, then as they come.

    Examples:
        >>> items = PlannedItem("a", "x^2", fold=0), PlannedItem("b", "x ^ { 2 }", fold=1)
        >>> for leak in check_leakage(FoldPlan(items, n_folds=2, seed=0)):
        ...     print(leak)
        by_expression 'x ^ { 2 }' stands in folds 0, 1 (2 records)
    """
    leaks = shared_keys(keys_of(plan.items, group_by), [item.fold for item in plan.items])
    return [
        Leak(name_of(group_by[leak.place]), str(leak.key), leak.parts, tuple(plan.items[at].id for at in leak.indices))
        for leak in leaks
    ]


def _check(items: Sequence[Expression], *, n_folds: int, seed: int, group_by: Sequence[Grouping]) -> None:
    if not isinstance(n_folds, int) or isinstance(n_folds, bool) or n_folds < 2:
        raise InputError(f"expected n_folds as an integer of 2 or more, got {n_folds!r}")
    if not isinstance(seed, int):
        raise InputError(f"expected seed as an integer, got {seed!r}")
    if callable(group_by) or not all(callable(grouping) for grouping in group_by):
        raise InputError(f"expected group_by as a list of functions, got {group_by!r}; write group_by=[by_expression]")
    if not all(item.id.strip() for item in items):
        raise InputError("expected ids that are not blank, got a blank one; name every record")
    twice = next((name for name, count in Counter(item.id for item in items).items() if count > 1), None)
    if twice is not None:
        raise InputError(f"expected ids that stand once, got {twice!r} more than once; name the records apart")
