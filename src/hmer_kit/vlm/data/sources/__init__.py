"""From paths and descriptions to records, examples or streams of them."""

from __future__ import annotations

from hmer_kit.vlm.data.sources.columns import (
    Columns,
    image_of_value,
)
from hmer_kit.vlm.data.sources.hf_datasets import (
    DatasetRecords,
    DatasetStream,
    load_records,
)
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
    "Columns",
    "DatasetRecords",
    "DatasetStream",
    "OpenedSource",
    "SourceSpec",
    "TaskFile",
    "image_of_value",
    "is_spec",
    "load_records",
    "open_source",
    "task_of_prompt",
]
