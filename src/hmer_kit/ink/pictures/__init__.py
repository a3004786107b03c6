"""Pictures of ink, whoever made them: brought to one convention."""

from __future__ import annotations

from hmer_kit.ink.pictures.convention import is_dark_background, to_convention

__all__ = ["is_dark_background", "to_convention"]
