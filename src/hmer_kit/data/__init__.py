"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.formats.captions import read_captions, read_references
from hmer_kit.data.formats.llama_factory import DATASET_INFO, read_llama_factory, write_dataset_info
from hmer_kit.data.formats.ms_swift import read_ms_swift, write_ms_swift
from hmer_kit.data.formats.picture_paths import PicturePaths, PicturePlace
from hmer_kit.data.formats.shapes import SHAPES, ConversationShape, get_shape
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.trl import load_trl, read_trl, write_trl
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather

__all__ = [
    "DATASET_INFO",
    "SHAPES",
    "BytesImage",
    "Conversation",
    "ConversationShape",
    "FileImage",
    "ImageSource",
    "InkSource",
    "JoinedPredictions",
    "Message",
    "PicturePaths",
    "PicturePlace",
    "PixelBudget",
    "Prediction",
    "ReadResult",
    "Record",
    "RecordStream",
    "ShareGPTFile",
    "Skip",
    "ZipImage",
    "conversation",
    "flatten",
    "gather",
    "get_shape",
    "join_predictions",
    "load_trl",
    "read_bare_predictions",
    "read_captions",
    "read_llama_factory",
    "read_ms_swift",
    "read_predictions",
    "read_references",
    "read_sharegpt",
    "read_trl",
    "split_records",
    "write_dataset_info",
    "write_ms_swift",
    "write_predictions",
    "write_sharegpt",
    "write_trl",
]
