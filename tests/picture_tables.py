"""Small data sets of Hugging Face with pictures in them, which several tests read."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def png(width: int) -> bytes:
    stored = BytesIO()
    Image.new("L", (width, 8)).save(stored, "PNG")
    return stored.getvalue()


def table(first: int, count: int) -> Any:
    import datasets

    rows = range(first, first + count)
    features = datasets.Features({"latex": datasets.Value("string"), "image": datasets.Image()})
    images = [{"bytes": png(n + 1), "path": f"{n}.png"} for n in rows]
    return datasets.Dataset.from_dict({"latex": [f"x {n}" for n in rows], "image": images}, features=features)
