"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.captions import read_captions, read_references
from hmer_kit.data.images import FileImage, ZipImage
from hmer_kit.data.join import JoinedPredictions, join_predictions
from hmer_kit.data.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.records import ImageSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.sharegpt import Conversation, Message, conversation, read_sharegpt, write_sharegpt
from hmer_kit.data.split import split_records

__all__ = [
    "Conversation",
    "FileImage",
    "ImageSource",
    "JoinedPredictions",
    "Message",
    "PixelBudget",
    "Prediction",
    "ReadResult",
    "Record",
    "Skip",
    "ZipImage",
    "conversation",
    "flatten",
    "join_predictions",
    "read_bare_predictions",
    "read_captions",
    "read_predictions",
    "read_references",
    "read_sharegpt",
    "split_records",
    "write_predictions",
    "write_sharegpt",
]
