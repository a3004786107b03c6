"""Visual equality: strict, and CDM. They look at the LaTeX as it is given, and take no protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.latex import SAME_INK
from hmer_kit.metrics._counting import _CountingMetric
from hmer_kit.visual import cdm_measures, visual_exact_measure

if TYPE_CHECKING:
    from torch import Tensor

    from hmer_kit.latex import Profile
    from hmer_kit.visual import GlyphBoxes, Malformed

__all__ = ["CharacterDetectionMatching", "VisualExactMatch"]


class VisualExactMatch(_CountingMetric):
    r"""Share of predictions that draw the same symbols at the same places as their references.

    ``hmer_kit.visual.visual_exact_match`` is its twin.

    Args:
        profile: Normal form; ``"loose"`` forgives fonts and dots as well.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If there is no such profile.

    Examples:
        >>> VisualExactMatch()([r"\frac12", "N m"], [r"\frac { 1 } { 2 }", "N _ { m }"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, profile: str | Profile = SAME_INK, **kwargs: Any) -> None:
        super().__init__(visual_exact_measure(profile), protocol="released", **kwargs)


class CharacterDetectionMatching(_CountingMetric):
    r"""CDM: mean F1, precision and recall of symbols by place, and ExpRate@CDM, the share of samples with F1 = 1.

    ``hmer_kit.visual.character_detection_matching`` is its twin. Show it beside ``VisualExactMatch``: F1 = 1 is no
    visual equality, for at the published threshold a script may stand on the line. Needs the extra
    ``hmer_kit[visual]``.

    Args:
        residual_threshold: In pixels; 20 is comparable with papers, 5 and less is aware of positions.
        backend: Who draws; ``BoxLayout()`` if None.
        malformed: What becomes of LaTeX that does not parse: ``"unrendered"`` or ``"recover"``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval`` of F1, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If an argument is out of range.

    Examples:
        >>> rates = CharacterDetectionMatching()(["N m", "x + 1"], ["N _ { m }", "x + 2"])
        >>> list(rates), rates["cdm_f1"], rates["cdm_expression_rate"]  # doctest: +NORMALIZE_WHITESPACE
        (['cdm_f1', 'cdm_precision', 'cdm_recall', 'cdm_expression_rate', 'cdm_unrendered_rate'],
         tensor(0.8333), tensor(0.5000))
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(
        self,
        residual_threshold: float = 20.0,
        *,
        backend: GlyphBoxes | None = None,
        malformed: Malformed = "unrendered",
        **kwargs: Any,
    ) -> None:
        measures = cdm_measures(residual_threshold=residual_threshold, backend=backend, malformed=malformed)
        super().__init__(measures[0], protocol="released", **kwargs)
        self.measures = measures

    def compute(self) -> dict[str, Tensor]:  # type: ignore[override]
        """Return the numbers over all batches and processes by their names; ``nan`` without samples."""
        counts: Tensor = getattr(self, self._state)
        sums = counts.tolist()
        return {
            measure.name: torch.tensor(measure.rate(sums), dtype=torch.float32, device=counts.device)
            for measure in self.measures
        }
