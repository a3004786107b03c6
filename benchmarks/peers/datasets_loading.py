"""Data sets of pictures and texts, by the package that people load them with."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def image_folder(data: dict[str, Any]) -> Callable[[], int]:
    """load_dataset("imagefolder"), streamed, pictures not decoded."""
    import datasets

    datasets.disable_progress_bars()

    def work() -> int:
        options = {"data_dir": data["folder"], "split": "train", "streaming": True}
        stream = datasets.load_dataset("imagefolder", **options)  # nosec B615 # a folder
        return sum(bool(row["text"]) for row in stream.cast_column("image", datasets.Image(decode=False)))

    return work


def json_records(data: dict[str, Any]) -> Callable[[], list[Any]]:
    """load_dataset("json"), streamed, a dict of id, last line and picture in the archive made of each."""
    import datasets

    datasets.disable_progress_bars()

    def made(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, str]]:
        with zipfile.ZipFile(data["archive"]) as archive:
            names = set(archive.namelist())
        seen: set[str] = set()
        for row in rows:
            (picture,), (question, answer) = row["images"], row["messages"]
            name = os.path.splitext(picture)[0]
            latex = answer["value"].rstrip().rpartition("\n")[2].strip()
            if not latex or "<error_start>" in latex or "<deleted>" in latex or picture not in names or name in seen:
                continue
            if (question["from"], answer["from"]) == ("human", "gpt") and question["value"].count("<image>") == 1:
                seen.add(name)
                yield {"id": name, "reference": latex, "picture": picture}

    def work() -> list[Any]:
        options = {"data_files": data["file"], "split": "train", "streaming": True}
        count, last = 0, None
        for record in made(datasets.load_dataset("json", **options)):  # nosec B615 # a file
            count, last = count + 1, record
        return [count, last]

    return work


image_folder.package = json_records.package = "datasets"
