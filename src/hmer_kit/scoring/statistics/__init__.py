"""What scores are worth: intervals, comparisons, rates by group, and confidences held against what turned out right."""

from hmer_kit.scoring.statistics.bootstrap import confidence_interval, count_of_share
from hmer_kit.scoring.statistics.intervals import Interval, check_level, check_seeding, wilson_interval
from hmer_kit.scoring.statistics.selective import (
    SelectiveResult,
    area_under_risk_coverage,
    expected_calibration_error,
    selective_prediction,
)

__all__ = [
    "Interval",
    "SelectiveResult",
    "area_under_risk_coverage",
    "check_level",
    "check_seeding",
    "confidence_interval",
    "count_of_share",
    "expected_calibration_error",
    "selective_prediction",
    "wilson_interval",
]
