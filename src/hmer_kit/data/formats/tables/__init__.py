"""Tables of records: Parquet files and data sets of Hugging Face."""

from __future__ import annotations

from hmer_kit.data.formats.tables.columns import MAX_TEXT, Columns, image_of_value
from hmer_kit.data.formats.tables.conversations import PicturedConversation, iter_conversations
from hmer_kit.data.formats.tables.guessing import ColumnGuess, guess_columns
from hmer_kit.data.formats.tables.hf_datasets import (
    DatasetRecords,
    iter_datasets,
    load_records,
    open_dataset,
    read_datasets,
    require_columns,
)
from hmer_kit.data.formats.tables.messages import (
    LATEX_QUESTIONS,
    MAX_CHARACTERS,
    MAX_MESSAGES,
    asks_for_latex,
    messages_of_value,
    question_and_answer,
)
from hmer_kit.data.formats.tables.parquet import iter_parquet, read_parquet
from hmer_kit.data.formats.tables.parquet_writing import write_parquet

__all__ = [
    "LATEX_QUESTIONS",
    "MAX_CHARACTERS",
    "MAX_MESSAGES",
    "MAX_TEXT",
    "ColumnGuess",
    "Columns",
    "DatasetRecords",
    "PicturedConversation",
    "asks_for_latex",
    "guess_columns",
    "image_of_value",
    "iter_conversations",
    "iter_datasets",
    "iter_parquet",
    "load_records",
    "messages_of_value",
    "open_dataset",
    "question_and_answer",
    "read_datasets",
    "read_parquet",
    "require_columns",
    "write_parquet",
]
