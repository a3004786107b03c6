"""What a corpus holds, in numbers, and how two differ."""

from __future__ import annotations

from hmer_kit.data.corpus.statistics.comparison import (
    MeanDifference,
    ShareDifference,
    StatisticsComparison,
    compare_statistics,
)
from hmer_kit.data.corpus.statistics.counts import RecordStatistics
from hmer_kit.data.corpus.statistics.distribution import Distribution
from hmer_kit.data.corpus.statistics.stream import PictureSize, StatisticsStream, picture_size, record_statistics

__all__ = [
    "Distribution",
    "MeanDifference",
    "PictureSize",
    "RecordStatistics",
    "ShareDifference",
    "StatisticsComparison",
    "StatisticsStream",
    "compare_statistics",
    "picture_size",
    "record_statistics",
]
