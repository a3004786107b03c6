"""What records have in common: duplicates within a corpus, leaks between corpora."""

from __future__ import annotations

from hmer_kit.data.corpus.duplicates.deduplication import Deduplicated, Duplicate, Keep, deduplicate, iter_distinct
from hmer_kit.data.corpus.duplicates.keys import (
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
from hmer_kit.data.corpus.duplicates.leakage import LEAKAGE_KEYS, LeakageReport, Overlap, leakage_report

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
]
