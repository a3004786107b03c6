"""Pictures of handwriting for corpus tools."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import BytesImage
from hmer_kit.ink import synthesize

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image


def _stored(image: Image.Image, kind: str = "PNG", **options: int) -> BytesImage:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return BytesImage(f"x.{kind.lower()}", file.getvalue())


@pytest.fixture(scope="session")
def stored() -> Callable[..., BytesImage]:
    """Stores a picture in memory."""
    return _stored


@pytest.fixture(scope="session")
def written() -> list[Image.Image]:
    """Thirty synthetic pictures of handwriting, no two alike, white on black."""
    return [image.load().convert("L") for _, image in synthesize(30, seed=5)]
