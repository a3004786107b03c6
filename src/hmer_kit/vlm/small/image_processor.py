"""The picture half of the small recognizer's processor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers.feature_extraction_utils import BatchFeature
from transformers.image_processing_utils import BaseImageProcessor

from hmer_kit.ink import to_convention

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["ExpressionImageProcessor"]


class ExpressionImageProcessor(BaseImageProcessor):
    """Bring pictures of any size and polarity to one canvas: white ink on black, cropped to the ink, aspect kept.

    Args:
        height: Height of the canvas in pixels; a multiple of 8.
        width: Width of the canvas in pixels; a multiple of 8.

    Examples:
        >>> from PIL import Image
        >>> page = Image.new("L", (300, 80), 255)
        >>> page.paste(0, (20, 20, 60, 60))
        >>> ExpressionImageProcessor(height=48, width=192)(page)["pixel_values"].shape
        torch.Size([1, 1, 48, 192])
    """

    model_input_names = ["pixel_values"]  # noqa: RUF012 - the name and type that transformers reads

    def __init__(self, *, height: int = 48, width: int = 192, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.height = height
        self.width = width

    def __call__(  # type: ignore[override]  # it takes pictures alone
        self, images: Image.Image | Sequence[Image.Image], **_: Any
    ) -> BatchFeature:
        """Return ``pixel_values`` of shape ``(batch, 1, height, width)``: ink near 1, paper near 0."""
        batch = images if isinstance(images, Sequence) else [images]
        canvases = [np.asarray(to_convention(image, height=self.height, width=self.width)) for image in batch]
        pixels = torch.from_numpy(np.stack(canvases)).unsqueeze(1).float().div_(255)
        return BatchFeature({"pixel_values": pixels})
