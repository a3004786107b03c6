"""What is trained on, in which order: the data module, mixtures of tasks, streams, batches of like length."""

from __future__ import annotations

from hmer_kit.vlm.data.data_module import TaskDataModule
from hmer_kit.vlm.data.datasets import BatchCollate, ExampleBatch, ExampleBatches, text_length
from hmer_kit.vlm.data.mixing import BatchPlan, bucketed, mix_epoch, shares
from hmer_kit.vlm.data.streams import ExampleSource, StreamBatches

__all__ = [
    "BatchCollate",
    "BatchPlan",
    "ExampleBatch",
    "ExampleBatches",
    "ExampleSource",
    "StreamBatches",
    "TaskDataModule",
    "bucketed",
    "mix_epoch",
    "shares",
    "text_length",
]
