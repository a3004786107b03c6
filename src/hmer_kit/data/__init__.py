"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.formats.captions import iter_captions, read_captions, read_references
from hmer_kit.data.formats.formulas import iter_formulas, read_formulas
from hmer_kit.data.formats.hme100k import iter_hme100k, read_hme100k
from hmer_kit.data.formats.im2latex import iter_im2latex, read_im2latex
from hmer_kit.data.formats.image_folder import iter_image_folder, read_image_folder
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.sharegpt_records import iter_sharegpt_records, last_line, read_sharegpt_records
from hmer_kit.data.opening import RECORD_FORMATS, guess_format, open_records
from hmer_kit.data.pictures.description import PictureDescription, Quantiles, describe_pictures
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather

__all__ = [
    "RECORD_FORMATS",
    "BytesImage",
    "Conversation",
    "FileImage",
    "ImageSource",
    "InkSource",
    "JoinedPredictions",
    "Message",
    "PictureDescription",
    "PixelBudget",
    "Prediction",
    "Quantiles",
    "ReadResult",
    "Record",
    "RecordStream",
    "ShareGPTFile",
    "Skip",
    "ZipImage",
    "conversation",
    "describe_pictures",
    "flatten",
    "gather",
    "guess_format",
    "iter_captions",
    "iter_formulas",
    "iter_hme100k",
    "iter_im2latex",
    "iter_image_folder",
    "iter_sharegpt_records",
    "join_predictions",
    "last_line",
    "open_records",
    "read_bare_predictions",
    "read_captions",
    "read_formulas",
    "read_hme100k",
    "read_im2latex",
    "read_image_folder",
    "read_predictions",
    "read_references",
    "read_sharegpt",
    "read_sharegpt_records",
    "split_records",
    "write_predictions",
    "write_sharegpt",
]
