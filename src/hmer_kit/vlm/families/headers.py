"""Prompts drawn above their pictures, as Pix2Struct's checkpoints for questions read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from hmer_kit.exceptions import InputError
from hmer_kit.vlm._pillow import pillow_processor

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = ["render_prompts"]


def render_prompts(
    processor: Any,  # noqa: ANN401
    images: Sequence[Image.Image],
    prompts: Sequence[str],
    *,
    font_path: str | os.PathLike[str] | None = None,
) -> Any:  # noqa: ANN401 - a BatchFeature
    """Draw prompts above their pictures and cut both into patches, as many as the image processor says.

    Give another font as ``FamilyAdapter(..., write_prompts=partial(render_prompts, font_path=...))``.

    Args:
        processor: A processor of Pix2Struct.
        images: Pictures.
        prompts: A prompt for each.
        font_path: A font's file; by default the one that the checkpoints were trained with, from the hub.

    Raises:
        InputError: The font cannot be had.

    Examples:
        >>> list(render_prompts.__annotations__)[-2:]
        ['font_path', 'return']
    """
    drawing = pillow_processor(
        "pix2struct", "Pix2StructImageProcessor"
    )()  # the processor itself takes no font, though its methods do
    path = None if font_path is None else str(font_path)
    try:
        pages = [
            drawing.render_header(np.asarray(image.convert("RGB")).transpose(2, 0, 1), prompt, font_path=path)
            for image, prompt in zip(images, prompts, strict=True)
        ]
    except OSError as error:
        raise InputError(
            "expected the font to draw prompts with, by default Arial.TTF of ybelkada/fonts on the hub, and could not "
            f"get it ({type(error).__name__}: {error}); download it once, or give render_prompts(font_path=...)"
        ) from error
    pictures = [Image.fromarray(page.transpose(1, 2, 0)) for page in pages]
    return processor.image_processor(pictures, is_vqa=False, return_tensors="pt")
