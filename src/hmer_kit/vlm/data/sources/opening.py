"""From what a recipe names, paths and plain values, to records, examples or a stream of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data import (
    PUBLISHED_STYLE,
    Columns,
    PredictionTable,
    Record,
    Skip,
    guess_columns,
    load_records,
    open_dataset,
    open_with_pictures,
    read_predictions,
)
from hmer_kit.data.formats.tables._dataset_items import kinds_of_features
from hmer_kit.data.opening._preference import format_of
from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.vlm._tasks import with_the_five
from hmer_kit.vlm.data.sources.dataset_streams import load_stream
from hmer_kit.vlm.data.sources.task_files import TaskFile
from hmer_kit.vlm.data.tables import JoinedItems, PackedItems

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.tasks import Task, TaskExample
    from hmer_kit.vlm.data.streams import ExampleSource

__all__ = ["OpenedSource", "SourceSpec", "is_spec", "open_source"]

SourceSpec = Mapping[str, Any] | Sequence[Any] | StrPath
"""A path, a description ``{"path": ...}`` or ``{"dataset": ...}``, or a list of them."""

_JSON = (".json", ".jsonl", ".ndjson")
_TABLES = frozenset({"parquet", "datasets"})
"""Formats of which any row is read when it is asked for, so that nothing of them is held."""
_PATH_KEYS = {"path", "images", "predictions", "task", "format", "style"}
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


def open_source(spec: SourceSpec, *, images: StrPath | None = None, tasks: Sequence[str | Task] = ()) -> OpenedSource:
    r"""Open what training or validation data is described by.

    A path may be

    - a folder with ``captions.tsv`` and pictures, such a file itself, or a zip archive of both;
    - a ShareGPT file as ``hmer-kit build-tasks`` writes it, or a folder of them, one for each task;
    - a folder or Parquet file that ``datasets`` reads;
    - any other that ``hmer_kit.data.open_records`` reads: HME100K, Im2LaTeX, pictures with captions of other kinds,
      shards, InkML, whose pictures are drawn.

    A description has more to say: ``{"path": ..., "images": ..., "predictions": ..., "task": ...}`` for files
    (predictions are joined by id, for the two error tasks), with ``"format"``, one of ``hmer_kit.data.RECORD_FORMATS``,
    where it is not told from names and first bytes, and ``"style"``, one of ``hmer_kit.ink.STYLES``, for ink; and
    ``{"dataset": name or folder, "split": ..., "config": ..., "columns": {"reference": ..., "image": ...}}`` for data
    sets; with ``"block": 1000`` the set is read as a stream, see ``DatasetStream``.

    Args:
        spec: A path, a description, or a list of them.
        images: Folder or archive of the pictures, where they are not beside the files.
        tasks: Tasks of your own, whose files a folder may hold and whose names a description may give.

    Raises:
        DataError: A file is unreadable.
        InputError: A path leads nowhere, the description has an unknown key, or a stream stands in a list with others.
        MissingExtraError: A data set is described and ``datasets`` is not installed.

    Examples:
        >>> from pathlib import Path
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
        return _described(spec, images=images, tasks=tasks)
    if isinstance(spec, Sequence) and not isinstance(spec, str):
        return _joined([open_source(item, images=images, tasks=tasks) for item in spec])
    if not isinstance(spec, (str, os.PathLike)):
        raise InputError(f"expected a path, a description or a list of them, got {type(spec).__name__}")
    return _described({"path": spec}, images=images, tasks=tasks)


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


def _described(spec: Mapping[str, Any], *, images: StrPath | None, tasks: Sequence[str | Task]) -> OpenedSource:
    known = _DATASET_KEYS if "dataset" in spec else _PATH_KEYS
    if not set(spec) <= known or not {"path", "dataset"} & set(spec):
        raise InputError(f"expected a description with the keys {sorted(known)}, got {sorted(map(str, spec))}")
    if "dataset" in spec:
        options = {name: spec[name] for name in ("split", "config") if name in spec}
        columns = Columns(**spec.get("columns", {}))
        if (block := spec.get("block")) is not None:
            return OpenedSource(load_stream(spec["dataset"], columns=columns, block=block, **options))
        return OpenedSource(load_records(spec["dataset"], columns=columns, **options))
    options = {"images": images, "tasks": tasks, **{name: value for name, value in spec.items() if name != "path"}}
    return _of_path(file_path(spec["path"]), **options)


def _of_path(
    path: Path,
    *,
    images: StrPath | None,
    tasks: Sequence[str | Task] = (),
    predictions: StrPath | None = None,
    task: str | Task | None = None,
    format: str | None = None,  # noqa: A002 - the key of the description
    style: str = PUBLISHED_STYLE,
) -> OpenedSource:
    files = _task_files(path, tasks) if format is None else [path] if format == "sharegpt" else []
    if files:
        if predictions is not None:
            raise InputError(f"expected predictions for captions, got them for the examples of {path}; leave them out")
        return _joined([OpenedSource(TaskFile(file, images=images, task=task, tasks=tasks)) for file in files])
    if not path.exists():
        raise InputError(
            f"expected Record or TaskExample objects, or a path to captions, examples or a data set, found nothing at "
            f"{str(path)!r}; give a set of the hub as {{'dataset': NAME}}"
        )
    try:
        told = format or format_of(path)
    except DataError as error:
        return _of_unknown(path, error)
    if told in _TABLES and predictions is None:
        return _table(path)
    options = {} if images is None else {"images": images}
    return _records(path, predictions=predictions, format=told, style=style, **options)


def _task_files(path: Path, tasks: Sequence[str | Task]) -> list[Path]:
    """Return the files of examples that a path leads to: itself, or those of a folder called by their tasks."""
    if path.suffix in _JSON and path.is_file():
        return [path] if _is_task_file(path) else []
    names = [f"{task}{suffix}" for task in with_the_five(tasks) for suffix in _JSON]
    return [path / name for name in names if (path / name).is_file()]


def _is_task_file(path: Path) -> bool:
    """Whether JSON holds examples; where nothing can be told of it, their reader says what is wrong with it."""
    try:
        return format_of(path) == "sharegpt"
    except DataError:
        return True


def _of_unknown(path: Path, unknown: DataError) -> OpenedSource:
    """Leave a folder that no reader of ours knows to ``datasets``, which knows some more."""
    if not path.is_dir() or unknown.code != "unknown_format":
        raise unknown
    try:
        return _table(path)
    except HmerKitError:
        raise unknown from None


def _table(path: Path) -> OpenedSource:
    """Open a table, by the columns that we write or by those that its names are taken for."""
    with suppress(InputError):
        return OpenedSource(load_records(path))
    guess = guess_columns(kinds_of_features(open_dataset(path).features), where=str(path))
    if guess.columns.image is None:
        message = f"expected a column of pictures in {path}, found none ({guess.say()}); give columns="
        raise DataError(message, code="no_pictures", path=str(path))
    return OpenedSource(load_records(path, columns=guess.columns), list(guess.notes(str(path))))


def _records(path: Path, *, predictions: StrPath | None, **options: Any) -> OpenedSource:
    stream = open_with_pictures(path, **options)
    if predictions is None:
        return OpenedSource(PackedItems(stream), stream.skipped)
    given = read_predictions(predictions, on_bad="skip")
    table = PredictionTable(given.records, name=str(predictions))
    items, skipped = PackedItems(), list(given.skipped)
    for item in table.join(stream.items()):
        skipped.append(item) if isinstance(item, Skip) else items.append(item)
    return OpenedSource(items, skipped)


def _joined(parts: Sequence[OpenedSource]) -> OpenedSource:
    if len(parts) == 1:
        return parts[0]
    if any(callable(part.items) for part in parts):
        raise InputError("expected one stream, or a list of sources without streams, got a stream beside others")
    skipped = [skip for part in parts for skip in part.skipped]
    return OpenedSource(JoinedItems([part.items for part in parts]), skipped)  # type: ignore[misc]  # none is a stream
