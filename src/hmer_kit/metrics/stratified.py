"""A rate of each group of samples: writers, subsets, depths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.exceptions import InputError
from hmer_kit.metrics._base import _TextMetric, samples_of
from hmer_kit.metrics._counting import _CountingMetric, state_name
from hmer_kit.scoring import check_pairs
from hmer_kit.scoring.measures.measure import sum_rows

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["StratifiedMetric"]


class StratifiedMetric(_TextMetric):
    r"""What a metric gives for each of some groups of samples; the groups are given with each batch.

    As ``torchmetrics.wrappers.ClasswiseWrapper``, it returns a dictionary. In a ``MetricCollection`` beside metrics
    that know no groups, give the arguments by name: ``update(preds=..., target=..., groups=...)``.

    Args:
        metric: One of the counting metrics; what it counts and by which protocol is taken over, its sums are not.
        groups: Names of all groups there may be.
        prefix: Put before the name of a group in the result; the name of the measure and ``_`` if left out.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: The metric is another one, or the groups are not distinct names, at least one.

    Examples:
        >>> from hmer_kit.metrics import ExpressionRate
        >>> metric = StratifiedMetric(ExpressionRate(), ["flat", "nested"])
        >>> metric(["x", "y", r"\frac { a } { b }"], ["x", "z", r"\frac { a } { b }"], ["flat", "flat", "nested"])
        {'expression_rate_flat': tensor(0.5000), 'expression_rate_nested': tensor(1.)}
    """

    def __init__(
        self, metric: _CountingMetric, groups: Sequence[str], *, prefix: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not isinstance(metric, _CountingMetric):
            raise InputError(f"expected a metric of counts as ExpressionRate(), got {metric!r:.80}")
        self.measure, self.protocol = metric.measure, metric.protocol
        self.groups = _check_names(groups)
        self._prefix = f"{self.measure.name}_" if prefix is None else prefix
        self._rows = {name: row for row, name in enumerate(self.groups)}
        self._state = "_by_".join([state_name(self.measure, self.protocol), *self.groups]).replace(".", "_")
        zeros = torch.zeros((len(self.groups), len(self.measure.family.columns)), dtype=torch.int64)
        self.add_state(self._state, default=zeros, dist_reduce_fx="sum")

    @property
    def higher_is_better(self) -> bool:  # type: ignore[override] # the framework has a constant of the class
        """Which way is better."""
        return self.measure.higher_is_better

    @property
    def plot_upper_bound(self) -> float | None:  # type: ignore[override] # the framework has a constant of the class
        """The largest value that a plot shows."""
        return 1.0 if self.measure.kind == "fraction" else None

    def forward(self, preds: Sequence[str], target: Sequence[str], groups: Sequence[str]) -> dict[str, Tensor]:
        """Add a batch and return the rates of that batch alone; raise before anything changes."""
        self._check(preds, target, groups)  # torchmetrics forgets earlier batches if update raises inside forward
        rates: dict[str, Tensor] = super().forward(preds, target, groups)
        return rates

    def update(self, preds: Sequence[str], target: Sequence[str], groups: Sequence[str]) -> None:
        """Add a batch; if it is refused, nothing changes.

        Args:
            preds: Predictions as LaTeX; may be empty.
            target: References, one for each prediction.
            groups: The group of each sample.

        Raises:
            InputError: If the lengths differ, a bare string is given, an item is no string, or a group is not known.
        """
        with self._refusing():
            self._check(preds, target, groups)
        family = self.measure.family
        by_group: list[list[tuple[int, ...]]] = [[] for _ in self.groups]
        for sample, group in zip(samples_of(preds, target, protocol=self.protocol), groups, strict=True):
            by_group[self._rows[group]].append(family.count(sample))
        sums = [sum_rows(rows, size=len(family.columns)) for rows in by_group]
        state: Tensor = getattr(self, self._state)
        setattr(self, self._state, state + torch.tensor(sums, dtype=torch.int64, device=state.device))

    def compute(self) -> dict[str, Tensor]:
        """Return the rate of each group over all batches and processes; ``nan`` for a group without samples."""
        state: Tensor = getattr(self, self._state)
        rates = torch.tensor(list(map(self.measure.rate, state.tolist())), dtype=torch.float32, device=state.device)
        return {f"{self._prefix}{name}": rate for name, rate in zip(self.groups, rates, strict=True)}

    def _check(self, preds: Sequence[str], target: Sequence[str], groups: Sequence[str]) -> None:
        check_pairs(preds, target)
        if isinstance(groups, str) or not isinstance(groups, Sequence) or len(groups) != len(preds):
            raise InputError(f"expected one group for each prediction, got {groups!r:.80} for {len(preds)} preds")
        for index, group in enumerate(groups):
            if not isinstance(group, str) or group not in self._rows:
                raise InputError(f"expected a group out of {', '.join(self.groups)} at groups[{index}], got {group!r}")


def _check_names(groups: Sequence[str]) -> tuple[str, ...]:
    names = () if isinstance(groups, str) or not isinstance(groups, Sequence) else tuple(groups)
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise InputError(f"expected groups as distinct names in a list, got {groups!r:.80}")
    return names
