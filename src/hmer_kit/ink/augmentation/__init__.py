"""Other ways in which the same expression might have been written, or its picture taken."""

from __future__ import annotations

from hmer_kit.ink.augmentation.pictures import PictureAugmentation
from hmer_kit.ink.augmentation.strokes import StrokeAugmentation

__all__ = ["PictureAugmentation", "StrokeAugmentation"]
