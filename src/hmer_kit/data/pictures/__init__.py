"""Pictures in files, archives and memory, and the size that a model sees them in."""

from __future__ import annotations

from hmer_kit.data.pictures.augmentation import Augmentation, AugmentedImage, AugmentedInk, seed_of
from hmer_kit.data.pictures.images import MAX_BYTES, MAX_PIXELS, BytesImage, FileImage, ZipImage
from hmer_kit.data.pictures.ink_images import InkImage, with_pictures
from hmer_kit.data.pictures.pixel_budget import PixelBudget, flatten

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "Augmentation",
    "AugmentedImage",
    "AugmentedInk",
    "BytesImage",
    "FileImage",
    "InkImage",
    "PixelBudget",
    "ZipImage",
    "flatten",
    "seed_of",
    "with_pictures",
]
