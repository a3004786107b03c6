"""Pictures of ink, whoever made them: brought to one convention."""

from __future__ import annotations

from hmer_kit.ink.pictures.contact_sheet import contact_sheet
from hmer_kit.ink.pictures.convention import is_dark_background, to_convention

__all__ = ["contact_sheet", "is_dark_background", "to_convention"]
