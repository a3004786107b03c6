"""What scores are worth: intervals, comparisons, rates by group, and confidences held against what turned out right."""

from hmer_kit.scoring.statistics.selective import (
    SelectiveResult,
    area_under_risk_coverage,
    expected_calibration_error,
    selective_prediction,
)

__all__ = [
    "SelectiveResult",
    "area_under_risk_coverage",
    "expected_calibration_error",
    "selective_prediction",
]
