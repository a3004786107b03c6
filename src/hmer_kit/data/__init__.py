"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.formats.captions import read_captions, read_references
from hmer_kit.data.formats.inkml import iter_inkml, read_inkml
from hmer_kit.data.formats.mathwriting import (
    MATHWRITING_SPLITS,
    iter_mathwriting,
    iter_mathwriting_symbols,
    read_mathwriting,
)
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.inks import FileInk, PackedInk, SelectedInk, ZipInk
from hmer_kit.data.pictures.augmentation import Augmentation, AugmentedImage, AugmentedInk
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.ink_images import InkImage, with_pictures
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather

__all__ = [
    "MATHWRITING_SPLITS",
    "Augmentation",
    "AugmentedImage",
    "AugmentedInk",
    "BytesImage",
    "Conversation",
    "FileImage",
    "FileInk",
    "ImageSource",
    "InkImage",
    "InkSource",
    "JoinedPredictions",
    "Message",
    "PackedInk",
    "PixelBudget",
    "Prediction",
    "ReadResult",
    "Record",
    "RecordStream",
    "SelectedInk",
    "ShareGPTFile",
    "Skip",
    "ZipImage",
    "ZipInk",
    "conversation",
    "flatten",
    "gather",
    "iter_inkml",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "join_predictions",
    "read_bare_predictions",
    "read_captions",
    "read_inkml",
    "read_mathwriting",
    "read_predictions",
    "read_references",
    "read_sharegpt",
    "split_records",
    "with_pictures",
    "write_predictions",
    "write_sharegpt",
]
