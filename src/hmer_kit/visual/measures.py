"""Visual equality as measures of ``hmer_kit.scoring``: with intervals, groups, comparisons and streams like any other.

Both look at the LaTeX as it is given, whatever the protocol of the score.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hmer_kit.latex import SAME_INK, get_profile
from hmer_kit.scoring.measures.measure import Family, Measure, share
from hmer_kit.visual.exact import is_visually_equal
from hmer_kit.visual.pairs import PairMatcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex import Profile
    from hmer_kit.scoring import Counts, SampleScore
    from hmer_kit.visual.boxes import GlyphBoxes
    from hmer_kit.visual.pairs import Malformed

__all__ = ["cdm_measures", "visual_exact_measure"]

_STEPS: Final = 32
_DIGITS: Final = 9
_CDM_SOURCE: Final = "CDM (arXiv 2409.03643), without TeX, see hmer_kit.visual"


def visual_exact_measure(profile: str | Profile = SAME_INK) -> Measure:
    r"""Return the share of predictions that look like their references as a measure.

    Args:
        profile: Normal form, see ``visual_exact_match``.

    Raises:
        InputError: There is no such profile.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> score([r"\frac12", "N m"], [r"\frac { 1 } { 2 }", "N _ { m }"]).rate(visual_exact_measure())
        0.5
    """
    chosen = get_profile(profile)
    return Measure(
        "visual_exact_rate",
        Family(f"visual_exact_{chosen.signature}", ("samples", "equal"), partial(_count_equal, profile=chosen)),
        partial(_share_of, column=1),
        definition="Share of samples whose prediction draws the same symbols at the same places.",
        source=f"hmer_kit.visual.visual_exact_match, profile {chosen.signature}",
    )


def cdm_measures(
    *, residual_threshold: float = 20.0, backend: GlyphBoxes | None = None, malformed: Malformed = "unrendered"
) -> tuple[Measure, ...]:
    r"""Return F1, precision, recall and ExpRate@CDM as measures that share their counts, and the share not drawn.

    Args:
        residual_threshold: In pixels; 20 is comparable with papers, 5 and less is aware of positions.
        backend: Who draws; ``BoxLayout()`` if None.
        malformed: What becomes of LaTeX that does not parse.

    Returns:
        ``cdm_f1``, ``cdm_precision``, ``cdm_recall``, ``cdm_expression_rate`` and ``cdm_unrendered_rate``, which counts
        references.

    Raises:
        InputError: An argument is out of range.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> result = score(["N m", "x + 1"], ["N _ { m }", "x + 2"])
        >>> [round(rate, 4) for rate in result.rates(cdm_measures()).values()]
        [0.8333, 0.8333, 0.8333, 0.5, 0.0]
    """
    matcher = PairMatcher(residual_threshold=residual_threshold, backend=backend, malformed=malformed)
    columns = ("samples", "exact", "f1_steps", "precision_steps", "recall_steps", "unrendered")
    family = Family(matcher.signature, columns, partial(_count_matches, matcher=matcher))
    means = {
        f"cdm_{name}": Measure(
            f"cdm_{name}",
            family,
            partial(_mean_of, column=columns.index(f"{name}_steps")),
            definition=f"Mean over samples of {label}: symbols that lie where the reference has them.",
            source=_CDM_SOURCE,
        )
        for name, label in (("f1", "F1"), ("precision", "precision"), ("recall", "recall"))
    }
    return (
        *means.values(),
        Measure(
            "cdm_expression_rate",
            family,
            partial(_share_of, column=1),
            definition="ExpRate@CDM: share of samples with F1 = 1.",
            source=_CDM_SOURCE,
        ),
        Measure(
            "cdm_unrendered_rate",
            family,
            partial(_share_of, column=5),
            definition="Share of samples whose reference cannot be drawn; they stay in every denominator.",
            source="hmer_kit.visual",
            higher_is_better=False,
        ),
    )


def _count_equal(sample: SampleScore, *, profile: Profile) -> Counts:
    return 1, int(not sample.missing and is_visually_equal(sample.prediction, sample.reference, profile=profile))


def _count_matches(sample: SampleScore, *, matcher: PairMatcher) -> Counts:
    """Count one sample; its three numbers are kept as whole numbers of 2^-32 steps, rounded to the nearest."""
    pair = matcher.match(sample.prediction, sample.reference)
    undrawn = int(not pair.reference_rendered)
    if sample.missing:
        return 1, 0, 0, 0, 0, undrawn
    steps = (round(rate * (1 << _STEPS)) for rate in (pair.f1, pair.precision, pair.recall))
    return 1, int(pair.is_exact), *steps, undrawn


def _share_of(sums: Sequence[int], *, column: int) -> float:
    return share(sums[column], sums[0])


def _mean_of(sums: Sequence[int], *, column: int) -> float:
    return round(share(sums[column], sums[0] << _STEPS), _DIGITS)
