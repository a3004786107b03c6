"""What all metrics here share: strings in, nothing changed by a batch that is refused, states that keep their dtype."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from torchmetrics import Metric

from hmer_kit.exceptions import InputError
from hmer_kit.scoring import SampleScore, check_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import torch
    from torch import Tensor
    from torchmetrics.utilities.plot import _AX_TYPE, _PLOT_OUT_TYPE

    from hmer_kit.scoring import ScoringProtocol


class _TextMetric(Metric):
    """A metric of LaTeX strings."""

    is_differentiable = False
    full_state_update = False
    plot_lower_bound = 0.0

    def plot(
        self, val: Tensor | dict[str, Tensor] | Sequence[Tensor] | None = None, ax: _AX_TYPE | None = None
    ) -> _PLOT_OUT_TYPE:
        """Draw one result or a list of them; needs matplotlib.

        Args:
            val: Results of ``compute`` or ``forward``; the present result if left out.
            ax: Axis to draw on.

        Returns:
            Figure and axis.

        Raises:
            ModuleNotFoundError: If matplotlib is not installed.
        """
        return self._plot(val, ax)

    def set_dtype(self, dst_type: str | torch.dtype) -> Self:  # noqa: ARG002 - the framework's signature
        """Return the metric as it is: counts stay int64."""
        return self

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Take back that the framework has counted an update before it ran, if the update refuses its batch."""
        try:
            yield
        except InputError:
            self._update_count -= 1
            raise


def samples_of(preds: Sequence[str], target: Sequence[str], *, protocol: ScoringProtocol) -> Iterator[SampleScore]:
    """Check a batch, then return its samples one by one.

    Raises:
        InputError: If the lengths differ, a bare string is given, or an item is no string.
    """
    check_pairs(preds, target)
    return (SampleScore(*pair, protocol=protocol) for pair in zip(preds, target, strict=True))
