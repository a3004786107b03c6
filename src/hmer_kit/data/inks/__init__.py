"""Ink that records refer to, and the folders and archives it lies in."""

from __future__ import annotations

from hmer_kit.data.inks.sources import FileInk, PackedInk, SelectedInk, ZipInk

__all__ = ["FileInk", "PackedInk", "SelectedInk", "ZipInk"]
