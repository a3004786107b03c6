"""The five tasks of the paper: prompt and answer of a record, and what a model's response holds."""

from __future__ import annotations

from hmer_kit.tasks.base import Task, TaskExample, TaskResponse

__all__ = ["Task", "TaskExample", "TaskResponse"]
