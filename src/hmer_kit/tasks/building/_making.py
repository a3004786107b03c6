"""The example of one record and one task, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data import Skip
from hmer_kit.exceptions import HmerKitError
from hmer_kit.tasks._records import is_error_free

if TYPE_CHECKING:
    from hmer_kit.data import Record
    from hmer_kit.tasks.base import Task, TaskExample

ERROR_FREE = "prediction equals the reference"
UNUSED = frozenset({ERROR_FREE, "no prediction"})
"""Reasons of records that are not meant for an error task; nothing is wrong with them."""


def built(task: Task, record: Record, *, include_error_free: bool) -> TaskExample | Skip:
    """Return the example, or why there is none."""
    try:
        if task.needs_prediction and not include_error_free and is_error_free(record):
            return Skip(where(record, task), ERROR_FREE)
        return task.build(record)
    except HmerKitError as error:
        return Skip(where(record, task), reason_of(error))


def where(record: Record, task: Task | None = None) -> str:
    """Return what is named in a note."""
    return f"record {record.id!r}" + (f", task {task.name}" if task else "")


def reason_of(error: HmerKitError) -> str:
    """Return a phrase that is the same for all errors of a kind, so that skips can be counted."""
    code = getattr(error, "code", None)
    return str(code).replace("_", " ") if code else type(error).__name__
