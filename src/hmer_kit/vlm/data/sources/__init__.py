"""From paths and descriptions to records, examples or streams of them."""

from __future__ import annotations

from hmer_kit.vlm.data.sources.dataset_streams import DatasetStream, load_stream
from hmer_kit.vlm.data.sources.opening import (
    OpenedSource,
    SourceSpec,
    is_spec,
    open_source,
)
from hmer_kit.vlm.data.sources.task_files import (
    TaskFile,
    task_of_prompt,
)

__all__ = [
    "DatasetStream",
    "OpenedSource",
    "SourceSpec",
    "TaskFile",
    "is_spec",
    "load_stream",
    "open_source",
    "task_of_prompt",
]
