"""What is trained on, in which order: the data module, files and data sets, mixtures of tasks, lengths, streams.

Every loader of training batches knows its place, so that a killed run goes on with the batch it would have had.
"""

from __future__ import annotations

from hmer_kit.vlm.data.data_module import TaskDataModule
from hmer_kit.vlm.data.datasets import BatchCollate, ExampleBatch, ExampleBatches, augmented, text_length
from hmer_kit.vlm.data.lengths.audit import (
    LengthAudit,
    LengthLimits,
    OverLimit,
    TaskLengths,
    audit_lengths,
    default_limits,
    require_within,
)
from hmer_kit.vlm.data.lengths.budgets import BatchBudget, padded_cost, summed_cost
from hmer_kit.vlm.data.lengths.measuring import ExampleLength, LengthMeter, size_of
from hmer_kit.vlm.data.loaders import PlannedLoader, StreamLoader, worker_options
from hmer_kit.vlm.data.mixing import BatchPlan, bucketed, mix_epoch, shares
from hmer_kit.vlm.data.sources.columns import Columns, image_of_value
from hmer_kit.vlm.data.sources.hf_datasets import DatasetRecords, DatasetStream, load_records
from hmer_kit.vlm.data.sources.opening import OpenedSource, SourceSpec, is_spec, open_source
from hmer_kit.vlm.data.sources.task_files import TaskFile, task_of_prompt
from hmer_kit.vlm.data.streams import ExampleSource, StatefulStream, StreamBatches
from hmer_kit.vlm.data.tables import ExampleTable, JoinedItems, PackedItems

__all__ = [
    "BatchBudget",
    "BatchCollate",
    "BatchPlan",
    "Columns",
    "DatasetRecords",
    "DatasetStream",
    "ExampleBatch",
    "ExampleBatches",
    "ExampleLength",
    "ExampleSource",
    "ExampleTable",
    "JoinedItems",
    "LengthAudit",
    "LengthLimits",
    "LengthMeter",
    "OpenedSource",
    "OverLimit",
    "PackedItems",
    "PlannedLoader",
    "SourceSpec",
    "StatefulStream",
    "StreamBatches",
    "StreamLoader",
    "TaskDataModule",
    "TaskFile",
    "TaskLengths",
    "audit_lengths",
    "augmented",
    "bucketed",
    "default_limits",
    "image_of_value",
    "is_spec",
    "load_records",
    "mix_epoch",
    "open_source",
    "padded_cost",
    "require_within",
    "shares",
    "size_of",
    "summed_cost",
    "task_of_prompt",
    "text_length",
    "worker_options",
]
