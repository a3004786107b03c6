"""What is done to a corpus before it is trained on."""

from __future__ import annotations

from hmer_kit.data.corpus.split import split_records

__all__ = ["split_records"]
