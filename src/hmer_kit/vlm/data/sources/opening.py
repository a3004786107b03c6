"""From what a recipe names, paths and plain values, to records, examples or a stream of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data import (
    Columns,
    ReadResult,
    Record,
    Skip,
    join_predictions,
    load_records,
    read_captions,
    read_predictions,
)
from hmer_kit.data.pictures._archives import read_member
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import TASKS, TaskExample
from hmer_kit.vlm.data.sources.dataset_streams import load_stream
from hmer_kit.vlm.data.sources.task_files import TaskFile
from hmer_kit.vlm.data.tables import JoinedItems, PackedItems

if TYPE_CHECKING:
    from hmer_kit.vlm.data.streams import ExampleSource

__all__ = ["OpenedSource", "SourceSpec", "is_spec", "open_source"]

SourceSpec = Mapping[str, Any] | Sequence[Any] | StrPath
"""A path, a description ``{"path": ...}`` or ``{"dataset": ...}``, or a list of them."""

_CAPTIONS_BYTES = 2**30
_TABLES = (".json", ".jsonl", ".ndjson")
_PATH_KEYS = {"path", "images", "predictions", "task"}
_DATASET_KEYS = {"dataset", "split", "config", "columns", "block"}


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """What a source holds.

    Examples:
        >>> OpenedSource([]).skipped
        []
    """

    items: Sequence[Record | TaskExample] | ExampleSource
    """Records and examples, or a stream of them."""
    skipped: list[Skip] = field(default_factory=list)
    """What the readers left out."""


def open_source(spec: SourceSpec, *, images: StrPath | None = None) -> OpenedSource:
    r"""Open what training or validation data is described by.

    A path may be

    - a folder with ``captions.tsv`` and pictures, such a file itself, or a zip archive of both;
    - a ShareGPT file as ``hmer-kit build-tasks`` writes it, or a folder of them, one for each task;
    - a folder or Parquet file that ``datasets`` reads.

    A description has more to say: ``{"path": ..., "images": ..., "predictions": ..., "task": ...}`` for files
    (predictions are joined by id, for the two error tasks), and
    ``{"dataset": name or folder, "split": ..., "config": ..., "columns": {"reference": ..., "image": ...}}`` for data
    sets; with ``"block": 1000`` the set is read as a stream, see ``DatasetStream``.

    Args:
        spec: A path, a description, or a list of them.
        images: Folder or archive of the pictures, where they are not beside the files.

    Raises:
        DataError: A file is unreadable.
        InputError: A path leads nowhere, the description has an unknown key, or a stream stands in a list with others.
        MissingExtraError: A data set is described and ``datasets`` is not installed.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder, "images", "a.png"))
        ...     _ = Path(folder, "captions.tsv").write_text("a\tx + 1\n", encoding="utf-8")
        ...     open_source(folder).items[0].reference
        'x + 1'
    """
    if isinstance(spec, Mapping):
        return _described(spec, images=images)
    if isinstance(spec, Sequence) and not isinstance(spec, str):
        return _joined([open_source(item, images=images) for item in spec])
    if not isinstance(spec, (str, os.PathLike)):
        raise InputError(f"expected a path, a description or a list of them, got {type(spec).__name__}")
    return _described({"path": spec}, images=images)


def is_spec(value: object) -> bool:
    """Whether a value describes data, for ``open_source``, and is none itself.

    Args:
        value: A path, a description, a list of them, or records, examples, a stream.

    Examples:
        >>> is_spec("crohme/train"), is_spec(["a.json", {"path": "b.json"}]), is_spec([Record("a", "x")])
        (True, True, False)
    """
    if isinstance(value, (list, tuple)):
        return bool(value) and is_spec(value[0])
    return isinstance(value, (str, os.PathLike, Mapping))


def _described(spec: Mapping[str, Any], *, images: StrPath | None) -> OpenedSource:
    known = _DATASET_KEYS if "dataset" in spec else _PATH_KEYS
    if not set(spec) <= known or not {"path", "dataset"} & set(spec):
        raise InputError(f"expected a description with the keys {sorted(known)}, got {sorted(map(str, spec))}")
    if "dataset" in spec:
        options = {name: spec[name] for name in ("split", "config") if name in spec}
        columns = Columns(**spec.get("columns", {}))
        if (block := spec.get("block")) is not None:
            return OpenedSource(load_stream(spec["dataset"], columns=columns, block=block, **options))
        return OpenedSource(load_records(spec["dataset"], columns=columns, **options))
    options = {"images": images, **{name: value for name, value in spec.items() if name != "path"}}
    return _of_path(file_path(spec["path"]), **options)


def _of_path(
    path: Path, *, images: StrPath | None, predictions: StrPath | None = None, task: str | None = None
) -> OpenedSource:
    files = [path] if path.suffix in _TABLES and path.is_file() else _task_files(path)
    if files:
        if predictions is not None:
            raise InputError(f"expected predictions for captions, got them for the examples of {path}; leave them out")
        return _joined([OpenedSource(TaskFile(file, images=images, task=task)) for file in files])
    if not path.exists():
        raise InputError(
            f"expected Record or TaskExample objects, or a path to captions, examples or a data set, found nothing at "
            f"{str(path)!r}; give a set of the hub as {{'dataset': NAME}}"
        )
    if path.suffix == ".parquet" or (path.is_dir() and not (path / "captions.tsv").exists()):
        return OpenedSource(load_records(path))
    return _captions(path, images=images, predictions=predictions)


def _task_files(folder: Path) -> list[Path]:
    return [
        folder / f"{task}{suffix}" for task in TASKS for suffix in _TABLES if (folder / f"{task}{suffix}").is_file()
    ]


def _captions(path: Path, *, images: StrPath | None, predictions: StrPath | None) -> OpenedSource:
    read = _zipped(path) if path.suffix == ".zip" else read_captions(path, images=images)
    if read.records and all(record.image is None for record in read.records):
        raise DataError(f"expected pictures beside the captions of {path}, found none; give images=", path=str(path))
    if predictions is None:
        return OpenedSource(PackedItems(read.records), read.skipped)
    given = read_predictions(predictions, on_bad="skip")
    joined = join_predictions(given.records, read.records)
    misfits = dict.fromkeys(joined.unknown, "prediction without a caption that can be used")
    misfits |= dict.fromkeys(joined.differing, "prediction for another reference than the caption")
    records = [replace(record, prediction=None) if record.id in misfits else record for record in joined.records]
    notes = [Skip(f"{predictions} (id {name!r})", reason) for name, reason in misfits.items()]
    return OpenedSource(PackedItems(records), [*read.skipped, *given.skipped, *notes])


def _zipped(path: Path) -> ReadResult[Record]:
    """Read captions.tsv out of an archive that holds the pictures too."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "captions.tsv")
        file.write_bytes(read_member(path, "captions.tsv", max_bytes=_CAPTIONS_BYTES))
        read = read_captions(file, images=path.absolute())
        notes = [Skip(skip.where.replace(str(file), f"{path}:captions.tsv"), skip.reason) for skip in read.skipped]
    return ReadResult(read.records, notes)


def _joined(parts: Sequence[OpenedSource]) -> OpenedSource:
    if len(parts) == 1:
        return parts[0]
    if any(callable(part.items) for part in parts):
        raise InputError("expected one stream, or a list of sources without streams, got a stream beside others")
    skipped = [skip for part in parts for skip in part.skipped]
    return OpenedSource(JoinedItems([part.items for part in parts]), skipped)  # type: ignore[misc]  # none is a stream
