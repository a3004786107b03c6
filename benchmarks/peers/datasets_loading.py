"""Data sets of pictures and texts, by the package that people load them with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def image_folder(data: dict[str, Any]) -> Callable[[], int]:
    """load_dataset("imagefolder"), streamed, pictures not decoded."""
    import datasets

    datasets.disable_progress_bars()

    def work() -> int:
        options = {"data_dir": data["folder"], "split": "train", "streaming": True}
        stream = datasets.load_dataset("imagefolder", **options)  # nosec B615 # a folder
        return sum(bool(row["text"]) for row in stream.cast_column("image", datasets.Image(decode=False)))

    return work


def json_rows(data: dict[str, Any]) -> Callable[[], int]:
    """load_dataset("json"), streamed."""
    import datasets

    datasets.disable_progress_bars()

    def work() -> int:
        options = {"data_files": data["file"], "split": "train", "streaming": True}
        return sum(bool(row) for row in datasets.load_dataset("json", **options))  # nosec B615 # a file

    return work


image_folder.package = json_rows.package = "datasets"
