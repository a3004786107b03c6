"""Records, and the readers and writers of the files they live in; one file per format."""

from __future__ import annotations

from hmer_kit.data.records import ImageSource, ReadResult, Record, Skip

__all__ = ["ImageSource", "ReadResult", "Record", "Skip"]
