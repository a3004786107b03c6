"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus import (
    LEAKAGE_KEYS,
    Deduplicated,
    Duplicate,
    Keep,
    LeakageReport,
    NearPictures,
    Overlap,
    RecordKey,
    by_expression,
    by_file,
    by_id,
    by_layout,
    by_pixels,
    by_structure,
    by_tokens,
    by_writer,
    deduplicate,
    iter_distinct,
    leakage_report,
    split_records,
)
from hmer_kit.data.formats.captions import read_captions, read_references
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather

__all__ = [
    "LEAKAGE_KEYS",
    "BytesImage",
    "Conversation",
    "Deduplicated",
    "Duplicate",
    "FileImage",
    "ImageSource",
    "InkSource",
    "JoinedPredictions",
    "Keep",
    "LeakageReport",
    "Message",
    "NearPictures",
    "Overlap",
    "PixelBudget",
    "Prediction",
    "ReadResult",
    "Record",
    "RecordKey",
    "RecordStream",
    "ShareGPTFile",
    "Skip",
    "ZipImage",
    "by_expression",
    "by_file",
    "by_id",
    "by_layout",
    "by_pixels",
    "by_structure",
    "by_tokens",
    "by_writer",
    "conversation",
    "deduplicate",
    "flatten",
    "gather",
    "iter_distinct",
    "join_predictions",
    "leakage_report",
    "read_bare_predictions",
    "read_captions",
    "read_predictions",
    "read_references",
    "read_sharegpt",
    "split_records",
    "write_predictions",
    "write_sharegpt",
]
