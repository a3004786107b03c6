"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.formats.captions import read_captions, read_references
from hmer_kit.data.formats.captions_writing import write_captions
from hmer_kit.data.formats.shards import TarImage, check_shards, iter_shards, read_shards, write_shards
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.tables import (
    ColumnGuess,
    Columns,
    DatasetRecords,
    PicturedConversation,
    guess_columns,
    image_of_value,
    iter_conversations,
    iter_datasets,
    iter_parquet,
    load_records,
    open_dataset,
    read_datasets,
    read_parquet,
    write_parquet,
)
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather
from hmer_kit.data.writing.reports import WriteReport

__all__ = [
    "BytesImage",
    "ColumnGuess",
    "Columns",
    "Conversation",
    "DatasetRecords",
    "FileImage",
    "ImageSource",
    "InkSource",
    "JoinedPredictions",
    "Message",
    "PicturedConversation",
    "PixelBudget",
    "Prediction",
    "ReadResult",
    "Record",
    "RecordStream",
    "ShareGPTFile",
    "Skip",
    "TarImage",
    "WriteReport",
    "ZipImage",
    "check_shards",
    "conversation",
    "flatten",
    "gather",
    "guess_columns",
    "image_of_value",
    "iter_conversations",
    "iter_datasets",
    "iter_parquet",
    "iter_shards",
    "join_predictions",
    "load_records",
    "open_dataset",
    "read_bare_predictions",
    "read_captions",
    "read_datasets",
    "read_parquet",
    "read_predictions",
    "read_references",
    "read_shards",
    "read_sharegpt",
    "split_records",
    "write_captions",
    "write_parquet",
    "write_predictions",
    "write_shards",
    "write_sharegpt",
]
