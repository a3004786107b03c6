"""Image processors that stand on Pillow alone, and so need no torchvision."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def pillow_processor(model: str, name: str) -> Any:  # noqa: ANN401 - a class of transformers
    """Return the class of an image processor that needs no torchvision, in any version of transformers.

    Args:
        model: Folder of the model in transformers.
        name: Name of the class without its last part.

    Examples:
        >>> pillow_processor("qwen2_vl", "Qwen2VLImageProcessor").__name__.startswith("Qwen2VLImageProcessor")
        True
    """
    place = f"transformers.models.{model}.image_processing_"
    try:
        return getattr(import_module(f"{place}pil_{model}"), f"{name}Pil")
    except ImportError:  # in transformers 5.0, the plain name is the one on Pillow
        return getattr(import_module(f"{place}{model}"), name)
