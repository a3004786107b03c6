"""How far confidences tell right predictions from wrong ones, and whether they are honest.

These two numbers depend on all samples at once, so their states grow: sixteen bytes a sample. Confidences are kept at
double precision, whatever the dtype of the model around them.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

import torch
from torch import Tensor

from hmer_kit.exceptions import InputError
from hmer_kit.metrics._base import _TextMetric, samples_of
from hmer_kit.scoring import check_pairs, check_tolerance, get_protocol
from hmer_kit.scoring.statistics import area_under_risk_coverage, expected_calibration_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring import ScoringProtocol

    _Numbers: TypeAlias = Sequence[float] | Tensor

__all__ = ["AURC", "ExpectedCalibrationError"]


class _SelectiveMetric(_TextMetric):
    """Keep for each sample whether it is right, and the bits of its confidence: no change of dtype rounds an int64."""

    higher_is_better = False
    plot_upper_bound = 1.0

    def __init__(self, *, tolerance: int, protocol: str | ScoringProtocol, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tolerance = check_tolerance(tolerance)
        self.protocol = get_protocol(protocol)
        what = f"{type(self).__name__}_{tolerance}_{self.protocol.signature}".replace(".", "_")
        self._right, self._bits = f"right_{what}", f"bits_{what}"
        self.add_state(self._right, default=[], dist_reduce_fx="cat")
        self.add_state(self._bits, default=[], dist_reduce_fx="cat")

    @abstractmethod
    def _number(self, right: Sequence[bool], confidences: Sequence[float]) -> float:
        """Return the number of some samples, or refuse their confidences."""

    def forward(self, preds: Sequence[str], target: Sequence[str], confidences: _Numbers) -> Tensor:
        """Add a batch and return the number of that batch alone; raise before anything changes."""
        self._checked(preds, target, confidences)  # torchmetrics forgets earlier batches if update raises in forward
        number: Tensor = super().forward(preds, target, confidences)
        return number

    def update(self, preds: Sequence[str], target: Sequence[str], confidences: _Numbers) -> None:
        """Add a batch; if it is refused, nothing changes.

        Args:
            preds: Predictions as LaTeX; may be empty.
            target: References, one for each prediction.
            confidences: One number for each prediction, higher is surer; a list or a tensor.

        Raises:
            InputError: If the lengths differ, a bare string is given, an item is no string, or a confidence is ``nan``,
                infinite or otherwise out of range.
        """
        with self._refusing():
            numbers = self._checked(preds, target, confidences)
        right = [sample.is_within(self.tolerance) for sample in samples_of(preds, target, protocol=self.protocol)]
        for name, column in ((self._right, torch.tensor(right, dtype=torch.int64)), (self._bits, numbers)):
            getattr(self, name).append(column.view(torch.int64).to(self.device))

    def compute(self) -> Tensor:
        """Return the number of all batches and processes; ``nan`` without samples."""
        right, bits = _joined(getattr(self, self._right)), _joined(getattr(self, self._bits))
        number = self._number(right.tolist(), bits.view(torch.float64).tolist())
        return torch.tensor(number, dtype=torch.float32, device=self.device)

    def sync(self, *args: Any, **kwargs: Any) -> None:
        """Gather the states of all processes; one without samples takes part with an empty int64, not a float32."""
        for name in self._defaults:
            if isinstance(state := getattr(self, name), list) and not state:
                setattr(self, name, [torch.zeros(0, dtype=torch.int64, device=self.device)])
        super().sync(*args, **kwargs)

    def _checked(self, preds: Sequence[str], target: Sequence[str], confidences: _Numbers) -> Tensor:
        check_pairs(preds, target)
        if isinstance(confidences, Tensor):
            if confidences.ndim != 1:
                raise InputError(f"expected confidences (batch,), got a tensor of shape {tuple(confidences.shape)}")
            confidences = confidences.tolist()
        self._number([True] * len(preds), confidences)
        return torch.tensor([float(confidence) for confidence in confidences], dtype=torch.float64)


class AURC(_SelectiveMetric):
    """Area under the risk-coverage curve: the mean share of wrong ones among the surest 1, 2, ..., n predictions.

    ``hmer_kit.scoring.statistics.area_under_risk_coverage`` is its twin. Ties count as the mean over their orders.

    Args:
        tolerance: Errors that a right prediction may have, in the unit of the protocol.
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tolerance is negative or no integer, or the protocol is unknown.

    Examples:
        >>> AURC()(["x", "y"], ["x", "z"], [0.9, 0.1]), AURC()(["x", "y"], ["x", "z"], [0.1, 0.9])
        (tensor(0.2500), tensor(0.7500))
    """

    def __init__(self, tolerance: int = 0, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(tolerance=tolerance, protocol=protocol, **kwargs)

    def _number(self, right: Sequence[bool], confidences: Sequence[float]) -> float:
        return area_under_risk_coverage(right, confidences)


class ExpectedCalibrationError(_SelectiveMetric):
    """How far confidences are from the share that is right, in bins of equal width.

    ``hmer_kit.scoring.statistics.expected_calibration_error`` is its twin. Confidences must lie in 0..1.

    Args:
        n_bins: Number of bins.
        tolerance: Errors that a right prediction may have, in the unit of the protocol.
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: Options of ``torchmetrics.Metric``.

    Raises:
        InputError: If ``n_bins`` is no positive integer, the tolerance is negative or no integer, or the protocol is
            unknown.

    Examples:
        >>> ExpectedCalibrationError()(["x", "y"], ["x", "z"], [1.0, 1.0])
        tensor(0.5000)
    """

    def __init__(
        self, n_bins: int = 15, *, tolerance: int = 0, protocol: str | ScoringProtocol = "released", **kwargs: Any
    ) -> None:
        super().__init__(tolerance=tolerance, protocol=protocol, **kwargs)
        self.n_bins = n_bins
        self._number([], [])  # refuses a bad number of bins here and not at the first batch

    def _number(self, right: Sequence[bool], confidences: Sequence[float]) -> float:
        return expected_calibration_error(right, confidences, n_bins=self.n_bins)


def _joined(state: Tensor | list[Tensor]) -> Tensor:
    """Return a state as one tensor: torchmetrics holds a list, or after a gathering a tensor."""
    columns = [state] if isinstance(state, Tensor) else state
    return torch.cat(columns).cpu() if columns else torch.zeros(0, dtype=torch.int64)
