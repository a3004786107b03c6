"""Pictures of ink, whoever made them: brought to one convention."""

from __future__ import annotations

from hmer_kit.ink.pictures.contact_sheet import contact_sheet
from hmer_kit.ink.pictures.convention import is_dark_background, to_convention
from hmer_kit.ink.pictures.ink_box import ink_box

__all__ = [
    "contact_sheet",
    "ink_box",
    "is_dark_background",
    "to_convention",
]
