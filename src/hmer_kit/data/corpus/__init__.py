"""What is done to a corpus before it is trained on."""

from __future__ import annotations

from hmer_kit.data.corpus.comparison import MeanDifference, ShareDifference, StatisticsComparison, compare_statistics
from hmer_kit.data.corpus.deduplication import Deduplicated, Duplicate, Keep, deduplicate, iter_distinct
from hmer_kit.data.corpus.distribution import Distribution
from hmer_kit.data.corpus.division import (
    DivisionLeak,
    RecordDivision,
    by_depth,
    by_length,
    divide_records,
    fold_records,
)
from hmer_kit.data.corpus.keys import (
    NearPictures,
    RecordKey,
    by_expression,
    by_file,
    by_id,
    by_layout,
    by_pixels,
    by_structure,
    by_tokens,
    by_writer,
)
from hmer_kit.data.corpus.leakage import LEAKAGE_KEYS, LeakageReport, Overlap, leakage_report
from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.corpus.statistics import RecordStatistics
from hmer_kit.data.corpus.statistics_stream import PictureSize, StatisticsStream, picture_size, record_statistics

__all__ = [
    "LEAKAGE_KEYS",
    "Deduplicated",
    "Distribution",
    "DivisionLeak",
    "Duplicate",
    "Keep",
    "LeakageReport",
    "MeanDifference",
    "NearPictures",
    "Overlap",
    "PictureSize",
    "RecordDivision",
    "RecordKey",
    "RecordStatistics",
    "ShareDifference",
    "StatisticsComparison",
    "StatisticsStream",
    "by_depth",
    "by_expression",
    "by_file",
    "by_id",
    "by_layout",
    "by_length",
    "by_pixels",
    "by_structure",
    "by_tokens",
    "by_writer",
    "compare_statistics",
    "deduplicate",
    "divide_records",
    "fold_records",
    "iter_distinct",
    "leakage_report",
    "picture_size",
    "record_statistics",
    "split_records",
]
