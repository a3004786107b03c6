"""Rates by group: by how complex the references are, who wrote them, or anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.result import ScoreResult
from hmer_kit.scoring.statistics.grouping import GROUPINGS, check_bins, group_name, group_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.scoring.measures.measure import Measure
    from hmer_kit.scoring.samples import SampleScore
    from hmer_kit.scoring.statistics.grouping import Grouping

    By: TypeAlias = str | Mapping[str, object] | Grouping

__all__ = ["Breakdown", "stratify"]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Scores of the groups of a set of samples.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> result = score(["x", "x ^ 2"], ["x", "x ^ 3"])
        >>> stratify(result, "depth").rates("expression_rate")
        {'0': 1.0, '1': 0.0}
    """

    by: str
    """What the samples are grouped by."""
    groups: dict[str, ScoreResult]
    """Scores by the name of the group, in natural order; every sample is in one. The signature of each names it."""
    signature: str
    """That of all samples together."""

    def rates(self, measure: str | Measure) -> dict[str, float]:
        """Return one number of every group.

        Args:
            measure: A measure or its name.

        Raises:
            InputError: There is no such measure.
        """
        return {name: group.rate(measure) for name, group in self.groups.items()}

    def table(self, *, level: float = 0.95) -> str:
        """Return a line for each group: samples, right ones with Wilson's interval, rates at the tolerances 1 to 3.

        Args:
            level: Confidence of the intervals.

        Returns:
            Lines without a newline at the end; rates are per cent.

        Raises:
            InputError: ``level`` is not between 0 and 1.
        """
        from hmer_kit.scoring.statistics._tables import breakdown_table

        return breakdown_table(self, level=level)

    def plot(
        self, ax: Axes | None = None, *, measure: str | Measure = "expression_rate", level: float = 0.95
    ) -> tuple[Figure, Axes]:
        """Draw one number of each group, with its interval, see ``plot_breakdown``.

        Args:
            ax: Axes to draw on; a new figure if left out.
            measure: What to show.
            level: Confidence of the intervals.

        Returns:
            Figure and axes.

        Raises:
            InputError: There is no such measure, or ``level`` is not between 0 and 1.
            MissingExtraError: matplotlib is not installed.
        """
        from hmer_kit.scoring.plots import plot_breakdown

        return plot_breakdown(self, ax, measure=measure, level=level)

    def _repr_html_(self) -> str:
        from hmer_kit.scoring._notebook import breakdown_html

        return breakdown_html(self)


def stratify(result: ScoreResult, by: By, *, bins: Sequence[float] | None = None, name: str | None = None) -> Breakdown:
    """Sort samples into groups, and score each group.

    Args:
        result: Scores.
        by: A size of the reference out of ``GROUPINGS`` (``"depth"``, ``"nesting"``, ``"structures"``, ``"symbols"``,
            ``"length"``, ``"brace_depth"``); or values by the id of the sample, a field of its record for example; or
            a function from a sample to its value.
        bins: Lower bounds of groups of numbers, the last open above. Each value is a group if left out, but for
            ``"length"`` and ``"symbols"``, which go by tens.
        name: What it is called in signatures; its own name, ``"field"`` for values by id.

    Returns:
        A group for each value that is there. References that do not parse are ``"unparsed"`` where their tree is asked
        for; samples without a value, or with None, ``""`` or ``nan``, are ``"unknown"``.

    Raises:
        InputError: There is no such size, ``bins`` do not rise, or a value that is no number is to be put in bins.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> result = score(["x", "y", "2"], ["x", "y", "z"], ids=["a", "b", "c"])
        >>> found = stratify(result, {"a": "18", "c": "7"}, name="writer")
        >>> found.rates("expression_rate")
        {'7': 0.0, '18': 1.0, 'unknown': 1.0}
        >>> found.groups["7"].signature  # doctest: +ELLIPSIS
        'released/1|unit:token edits|n:1|samples:writer=7|v:...'
    """
    check_bins(bins)
    value, usual, own_name = _grouping(by)
    label = own_name if name is None else name
    members: dict[str, list[SampleScore]] = {}
    for sample in result.samples:
        members.setdefault(_name(sample, value, bins if bins is not None else usual), []).append(sample)
    groups = {
        group: ScoreResult(tuple(members[group]), protocol=result.protocol, selection=_selection(result, label, group))
        for group in sorted(members, key=group_order)
    }
    return Breakdown(label, groups, result.signature)


def _grouping(by: By) -> tuple[Grouping, Sequence[float] | None, str]:
    """Return what tells the value of a sample, the bins it usually goes in, and its name."""
    if isinstance(by, str):
        if by not in GROUPINGS:
            raise InputError(f"expected one of {', '.join(GROUPINGS)}, values by id or a function, got {by!r}")
        return *GROUPINGS[by], by
    if isinstance(by, Mapping):
        return lambda sample: by.get(sample.id), None, "field"
    if not isinstance(by, Callable):  # type: ignore[arg-type]
        raise InputError(f"expected the name of a size, values by id, or a function, got {type(by).__name__}")
    return by, None, getattr(by, "__name__", "value")


def _name(sample: SampleScore, value: Grouping, bins: Sequence[float] | None) -> str:
    try:
        return group_name(value(sample), bins=bins)
    except InputError as error:
        raise InputError(f"sample {sample.id!r}: {error}") from error


def _selection(result: ScoreResult, label: str, group: str) -> str:
    """Name a group in a signature, whose parts are set apart by bars and which is one line."""
    chosen = "".join(char if char.isprintable() and char != "|" else "_" for char in f"{label}={group}")
    return chosen if result.selection == "all" else f"{result.selection},{chosen}"
