"""What scores are worth: intervals, comparisons, rates by group, and confidences held against what turned out right."""

from hmer_kit.scoring.statistics.bootstrap import confidence_interval, count_of_share
from hmer_kit.scoring.statistics.comparison import Comparison, Difference, compare_scores
from hmer_kit.scoring.statistics.grouping import (
    GROUPINGS,
    TENS,
    UNKNOWN,
    UNPARSED,
    Grouping,
    check_bins,
    group_name,
    group_order,
)
from hmer_kit.scoring.statistics.intervals import (
    Interval,
    check_level,
    check_seeding,
    percentile_interval,
    wilson_interval,
)
from hmer_kit.scoring.statistics.mcnemar import McNemar, mcnemar_p_value
from hmer_kit.scoring.statistics.poisson import add_resampled, poisson_sums
from hmer_kit.scoring.statistics.selective import (
    SelectiveResult,
    area_under_risk_coverage,
    expected_calibration_error,
    selective_prediction,
)
from hmer_kit.scoring.statistics.strata import Breakdown, stratify

__all__ = [
    "GROUPINGS",
    "TENS",
    "UNKNOWN",
    "UNPARSED",
    "Breakdown",
    "Comparison",
    "Difference",
    "Grouping",
    "Interval",
    "McNemar",
    "SelectiveResult",
    "add_resampled",
    "area_under_risk_coverage",
    "check_bins",
    "check_level",
    "check_seeding",
    "compare_scores",
    "confidence_interval",
    "count_of_share",
    "expected_calibration_error",
    "group_name",
    "group_order",
    "mcnemar_p_value",
    "percentile_interval",
    "poisson_sums",
    "selective_prediction",
    "stratify",
    "wilson_interval",
]
