"""Sets of training data and their pictures, by Hugging Face datasets."""

from __future__ import annotations

import shutil
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def decode(data: dict[str, Any]) -> Callable[[], list[list[int]]]:
    """datasets.Image, converted to RGB."""
    import datasets

    feature = datasets.Image()

    def work() -> list[list[int]]:
        made = [feature.decode_example({"path": path, "bytes": None}).convert("RGB") for path in data["pictures"]]
        return [[*picture.size, *picture.resize((1, 1)).getpixel((0, 0))] for picture in made[:1]]

    return work


decode.package = "datasets"


def index(data: dict[str, Any]) -> Callable[[], list[Any]]:
    """Dataset.from_json, its cache empty."""
    import datasets

    datasets.disable_progress_bars()

    def work() -> list[Any]:
        folder = tempfile.mkdtemp()
        try:
            rows = datasets.Dataset.from_json(data["file"], cache_dir=folder)
            return [len(rows), rows[len(rows) - 1]["messages"][1]["value"]]
        finally:
            shutil.rmtree(folder)

    return work


index.package = "datasets"


def read(data: dict[str, Any]) -> Callable[[], str]:
    """rows of a Dataset."""
    import datasets

    datasets.disable_progress_bars()
    rows = datasets.Dataset.from_json(data["file"], cache_dir=tempfile.mkdtemp())

    def work() -> str:
        for place in data["places"]:
            row = rows[place]
        return row["messages"][1]["value"]

    return work


read.package = "datasets"
