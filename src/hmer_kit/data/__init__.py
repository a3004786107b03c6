"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records
from hmer_kit.data.formats.captions import iter_captions, read_captions, read_references
from hmer_kit.data.formats.captions_writing import write_captions
from hmer_kit.data.formats.formulas import iter_formulas, read_formulas
from hmer_kit.data.formats.hme100k import iter_hme100k, read_hme100k
from hmer_kit.data.formats.im2latex import iter_im2latex, read_im2latex
from hmer_kit.data.formats.image_folder import iter_image_folder, read_image_folder
from hmer_kit.data.formats.inkml import iter_inkml, read_inkml
from hmer_kit.data.formats.label_graphs import iter_label_graphs, read_label_graphs, write_label_graphs
from hmer_kit.data.formats.mathwriting import (
    MATHWRITING_SPLITS,
    iter_mathwriting,
    iter_mathwriting_symbols,
    read_mathwriting,
)
from hmer_kit.data.formats.shards import TarImage, check_shards, iter_shards, read_shards, write_shards
from hmer_kit.data.formats.sharegpt import (
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.sharegpt_records import iter_sharegpt_records, last_line, read_sharegpt_records
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
from hmer_kit.data.inks import FileInk, PackedInk, SelectedInk, ZipInk
from hmer_kit.data.opening import RECORD_FORMATS, guess_format, open_records
from hmer_kit.data.pictures.description import PictureDescription, Quantiles, describe_pictures
from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.normalization import BlankPictures, PictureNormalization, Polarity, prepare_picture
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
from hmer_kit.data.streams import RecordStream, gather
from hmer_kit.data.writing.reports import WriteReport

__all__ = [
    "MATHWRITING_SPLITS",
    "RECORD_FORMATS",
    "BlankPictures",
    "BytesImage",
    "ColumnGuess",
    "Columns",
    "Conversation",
    "DatasetRecords",
    "FileImage",
    "FileInk",
    "ImageSource",
    "InkSource",
    "JoinedPredictions",
    "Message",
    "PackedInk",
    "PictureDescription",
    "PictureNormalization",
    "PicturedConversation",
    "PixelBudget",
    "Polarity",
    "Prediction",
    "Quantiles",
    "ReadResult",
    "Record",
    "RecordStream",
    "SelectedInk",
    "ShareGPTFile",
    "Skip",
    "TarImage",
    "WriteReport",
    "ZipImage",
    "ZipInk",
    "check_shards",
    "conversation",
    "describe_pictures",
    "flatten",
    "gather",
    "guess_columns",
    "guess_format",
    "image_of_value",
    "iter_captions",
    "iter_conversations",
    "iter_datasets",
    "iter_formulas",
    "iter_hme100k",
    "iter_im2latex",
    "iter_image_folder",
    "iter_inkml",
    "iter_label_graphs",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "iter_parquet",
    "iter_shards",
    "iter_sharegpt_records",
    "join_predictions",
    "last_line",
    "load_records",
    "open_dataset",
    "open_records",
    "prepare_picture",
    "read_bare_predictions",
    "read_captions",
    "read_datasets",
    "read_formulas",
    "read_hme100k",
    "read_im2latex",
    "read_image_folder",
    "read_inkml",
    "read_label_graphs",
    "read_mathwriting",
    "read_parquet",
    "read_predictions",
    "read_references",
    "read_shards",
    "read_sharegpt",
    "read_sharegpt_records",
    "split_records",
    "write_captions",
    "write_label_graphs",
    "write_parquet",
    "write_predictions",
    "write_shards",
    "write_sharegpt",
]
