"""What the writers share: drafts that a killed run goes on with, pictures as files, reading back."""

from __future__ import annotations

from hmer_kit.data.writing.reports import WriteReport

__all__ = ["WriteReport"]
