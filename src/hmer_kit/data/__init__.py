"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.data._known_formats import PUBLISHED_STYLE, RECORD_FORMATS
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
    from hmer_kit.data.corpus.labels.checking import (
        DEFAULT_CHECKS,
        LabelFinding,
        LabelReport,
        check_labels,
        iter_label_findings,
    )
    from hmer_kit.data.corpus.labels.evidence_checks import counts_check, graph_check, ink_check, picture_check
    from hmer_kit.data.corpus.labels.faults import LabelCheck, LabelFault, LabelFaultKind
    from hmer_kit.data.corpus.labels.text_checks import dialect_check, tree_text_check
    from hmer_kit.data.corpus.mixtures.interleaving import shares
    from hmer_kit.data.corpus.mixtures.mixture import Mixture, MixtureSource, read_mixture
    from hmer_kit.data.corpus.mixtures.stream import MixtureReport, MixtureStream
    from hmer_kit.data.corpus.splits.division import (
        DivisionLeak,
        RecordDivision,
        by_depth,
        by_length,
        divide_records,
        fold_records,
    )
    from hmer_kit.data.corpus.splits.split import split_records
    from hmer_kit.data.corpus.statistics.comparison import (
        MeanDifference,
        ShareDifference,
        StatisticsComparison,
        compare_statistics,
    )
    from hmer_kit.data.corpus.statistics.counts import RecordStatistics
    from hmer_kit.data.corpus.statistics.distribution import Distribution
    from hmer_kit.data.corpus.statistics.stream import PictureSize, StatisticsStream, picture_size, record_statistics
    from hmer_kit.data.corpus.vocabulary import (
        BuiltVocabulary,
        RareToken,
        VocabularyComparison,
        build_vocabulary,
        check_vocabulary,
        compare_vocabularies,
        write_vocabulary,
    )
    from hmer_kit.data.formats.captioned.captions import iter_captions, read_captions, read_references
    from hmer_kit.data.formats.captioned.captions_writing import write_captions
    from hmer_kit.data.formats.captioned.formulas import iter_formulas, read_formulas
    from hmer_kit.data.formats.captioned.hme100k import iter_hme100k, read_hme100k
    from hmer_kit.data.formats.captioned.image_folder import iter_image_folder, read_image_folder
    from hmer_kit.data.formats.conversations.llama_factory import DATASET_INFO, read_llama_factory, write_dataset_info
    from hmer_kit.data.formats.conversations.ms_swift import read_ms_swift, write_ms_swift
    from hmer_kit.data.formats.conversations.picture_paths import PicturePaths, PicturePlace
    from hmer_kit.data.formats.conversations.shapes import SHAPES, ConversationShape, get_shape
    from hmer_kit.data.formats.conversations.sharegpt import (
        Conversation,
        Message,
        ShareGPTFile,
        conversation,
        read_sharegpt,
        write_sharegpt,
    )
    from hmer_kit.data.formats.conversations.sharegpt_records import iter_sharegpt_records, read_sharegpt_records
    from hmer_kit.data.formats.conversations.trl import load_trl, read_trl, write_trl
    from hmer_kit.data.formats.im2latex.im2latex import iter_im2latex, read_im2latex
    from hmer_kit.data.formats.inks.inkml import iter_inkml, read_inkml
    from hmer_kit.data.formats.inks.label_graphs import iter_label_graphs, read_label_graphs, write_label_graphs
    from hmer_kit.data.formats.inks.mathwriting import (
        MATHWRITING_SPLITS,
        iter_mathwriting,
        iter_mathwriting_symbols,
        read_mathwriting,
    )
    from hmer_kit.data.formats.shards import TarImage, check_shards, iter_shards, read_shards, write_shards
    from hmer_kit.data.formats.tables.columns import Columns, image_of_value
    from hmer_kit.data.formats.tables.conversations import PicturedConversation, iter_conversations
    from hmer_kit.data.formats.tables.guessing import ColumnGuess, guess_columns
    from hmer_kit.data.formats.tables.hf_datasets import (
        DatasetRecords,
        iter_datasets,
        load_records,
        open_dataset,
        read_datasets,
    )
    from hmer_kit.data.formats.tables.parquet import iter_parquet, read_parquet
    from hmer_kit.data.formats.tables.parquet_writing import write_parquet
    from hmer_kit.data.inks import FileInk, PackedInk, SelectedInk, ZipInk
    from hmer_kit.data.opening.opening import guess_format, open_records
    from hmer_kit.data.opening.with_pictures import open_with_pictures
    from hmer_kit.data.pictures.augmentation import Augmentation, AugmentedImage, AugmentedInk
    from hmer_kit.data.pictures.description import PictureDescription, Quantiles, describe_pictures
    from hmer_kit.data.pictures.images import BytesImage, FileImage, ZipImage
    from hmer_kit.data.pictures.ink_images import InkImage, with_pictures
    from hmer_kit.data.pictures.normalization import BlankPictures, PictureNormalization, Polarity, prepare_picture
    from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten
    from hmer_kit.data.predictions import read_bare_predictions, read_predictions, write_predictions
    from hmer_kit.data.predictions.joining import JoinedPredictions, join_predictions
    from hmer_kit.data.predictions.table import PredictionTable
    from hmer_kit.data.records import ImageSource, InkSource, Prediction, ReadResult, Record, Skip
    from hmer_kit.data.streams import RecordStream, gather
    from hmer_kit.data.writing.reports import WriteReport
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "DATASET_INFO",
    "DEFAULT_CHECKS",
    "LEAKAGE_KEYS",
    "MATHWRITING_SPLITS",
    "PUBLISHED_STYLE",
    "RECORD_FORMATS",
    "SHAPES",
    "Augmentation",
    "AugmentedImage",
    "AugmentedInk",
    "BlankPictures",
    "BuiltVocabulary",
    "BytesImage",
    "ColumnGuess",
    "Columns",
    "Conversation",
    "ConversationShape",
    "DatasetRecords",
    "Deduplicated",
    "Distribution",
    "DivisionLeak",
    "Duplicate",
    "FileImage",
    "FileInk",
    "ImageSource",
    "InkImage",
    "InkSource",
    "JoinedPredictions",
    "Keep",
    "LabelCheck",
    "LabelFault",
    "LabelFaultKind",
    "LabelFinding",
    "LabelReport",
    "LeakageReport",
    "MeanDifference",
    "Message",
    "Mixture",
    "MixtureReport",
    "MixtureSource",
    "MixtureStream",
    "NearPictures",
    "Overlap",
    "PackedInk",
    "PictureDescription",
    "PictureNormalization",
    "PicturePaths",
    "PicturePlace",
    "PictureSize",
    "PicturedConversation",
    "PixelBudget",
    "Polarity",
    "Prediction",
    "PredictionTable",
    "Quantiles",
    "RareToken",
    "ReadResult",
    "Record",
    "RecordDivision",
    "RecordKey",
    "RecordStatistics",
    "RecordStream",
    "SelectedInk",
    "ShareDifference",
    "ShareGPTFile",
    "Skip",
    "StatisticsComparison",
    "StatisticsStream",
    "TarImage",
    "VocabularyComparison",
    "WriteReport",
    "ZipImage",
    "ZipInk",
    "build_vocabulary",
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
    "check_labels",
    "check_shards",
    "check_vocabulary",
    "compare_statistics",
    "compare_vocabularies",
    "conversation",
    "counts_check",
    "deduplicate",
    "describe_pictures",
    "dialect_check",
    "divide_records",
    "flatten",
    "fold_records",
    "gather",
    "get_shape",
    "graph_check",
    "guess_columns",
    "guess_format",
    "image_of_value",
    "ink_check",
    "iter_captions",
    "iter_conversations",
    "iter_datasets",
    "iter_distinct",
    "iter_formulas",
    "iter_hme100k",
    "iter_im2latex",
    "iter_image_folder",
    "iter_inkml",
    "iter_label_findings",
    "iter_label_graphs",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "iter_parquet",
    "iter_shards",
    "iter_sharegpt_records",
    "join_predictions",
    "leakage_report",
    "load_records",
    "load_trl",
    "open_dataset",
    "open_records",
    "open_with_pictures",
    "picture_check",
    "picture_size",
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
    "read_llama_factory",
    "read_mathwriting",
    "read_mixture",
    "read_ms_swift",
    "read_parquet",
    "read_predictions",
    "read_references",
    "read_shards",
    "read_sharegpt",
    "read_sharegpt_records",
    "read_trl",
    "record_statistics",
    "shares",
    "split_records",
    "tree_text_check",
    "with_pictures",
    "write_captions",
    "write_dataset_info",
    "write_label_graphs",
    "write_ms_swift",
    "write_parquet",
    "write_predictions",
    "write_shards",
    "write_sharegpt",
    "write_trl",
    "write_vocabulary",
]
