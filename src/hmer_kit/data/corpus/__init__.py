"""What is done to a corpus before it is trained on."""

from __future__ import annotations

from hmer_kit.data.corpus.deduplication import Deduplicated, Duplicate, Keep, deduplicate, iter_distinct
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

__all__ = [
    "LEAKAGE_KEYS",
    "Deduplicated",
    "Duplicate",
    "Keep",
    "LeakageReport",
    "NearPictures",
    "Overlap",
    "RecordKey",
    "by_expression",
    "by_file",
    "by_id",
    "by_layout",
    "by_pixels",
    "by_structure",
    "by_tokens",
    "by_writer",
    "deduplicate",
    "iter_distinct",
    "leakage_report",
    "split_records",
]
