"""Records out of Hugging Face data sets: by their place where the set is on disk, as a stream where it is larger."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from hmer_kit._files import StrPath, file_path
from hmer_kit.data import BytesImage, FileImage, Record
from hmer_kit.exceptions import DataError, InputError, MissingExtraError
from hmer_kit.vlm.data.sources.columns import Columns, image_of_value

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.data import ImageSource
    from hmer_kit.vlm.data.streams import StatefulStream

__all__ = ["DatasetRecords", "DatasetStream", "load_records"]

_SAVED = ("state.json", "dataset_dict.json")


class DatasetRecords(Sequence[Record]):
    """The rows of a ``datasets.Dataset``, which stays in its files; a picture is read when it is loaded.

    Args:
        dataset: The data set, on disk or in memory.
        columns: Its columns.
        root: Folder of the data set, which pictures in files of their own may not leave.

    Examples:
        >>> from datasets import Dataset
        >>> DatasetRecords(Dataset.from_dict({"latex": ["x", "y"]}), columns=Columns(image=None))[1].reference
        'y'
    """

    def __init__(self, dataset: Any, *, columns: Columns | None = None, root: StrPath | None = None) -> None:  # noqa: ANN401
        self.columns = columns or Columns()
        self._root = root
        _require_columns(dataset, self.columns)
        self._texts = dataset.select_columns(self.columns.texts())
        self._pictures = None
        if self.columns.image is not None:
            self._pictures = _undecoded(dataset.select_columns([self.columns.image]), self.columns)

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        texts = dict(self._texts[row])
        if self._pictures is None or self.columns.image is None:
            return self.columns.record(texts, name=str(row))
        return self.columns.record({**texts, self.columns.image: _Row(self, row)}, name=str(row))

    def picture(self, row: int) -> ImageSource:
        """Return the picture of a row, read from its file.

        Args:
            row: From 0.

        Raises:
            DataError: There is none, or it is of another kind than bytes and pictures.
        """
        if self._pictures is None:
            raise DataError(f"expected a column of pictures, row {row} has none", code="no_image")
        image = image_of_value(self._pictures[row][self.columns.image], name=str(row), root=self._root)
        if image is None:
            raise DataError(f"expected a picture in row {row}, found none", code="no_image")
        return image


class DatasetStream:
    """The rows of a ``datasets.IterableDataset``, an ``ExampleSource`` for sets larger than memory.

    Each worker of each process has files of its own, if there are as many files as workers; else every worker reads all
    and keeps each so-and-so-many-th row. No row comes twice in a pass; a worker that is through begins anew, so files
    should be alike in size. Rows are shuffled within blocks, and a resumed run finds its place by reading one block.

    Args:
        dataset: The stream, not shuffled by itself: its buffer is lost when a run is resumed.
        columns: Its columns.
        block: Rows that are shuffled together, all held in memory by each worker, their pictures undecoded.
        root: Folder of the data set, which pictures in files of their own may not leave.

    Raises:
        InputError: The block is below one.

    Examples:
        >>> from datasets import Dataset
        >>> rows = Dataset.from_dict({"latex": [f"x {number}" for number in range(4)]}).to_iterable_dataset()
        >>> source = DatasetStream(rows, columns=Columns(image=None), block=4)
        >>> [record.id for record in source(0, 0)], sorted(record.reference for record in source(0, 1))
        (['0', '1', '3', '2'], ['x 0', 'x 1', 'x 2', 'x 3'])
    """

    def __init__(
        self,
        dataset: Any,  # noqa: ANN401 - the package is optional
        *,
        columns: Columns | None = None,
        block: int = 1000,
        root: StrPath | None = None,
        workers: int = 1,
    ) -> None:
        if block < 1:
            raise InputError(f"expected blocks of at least 1 row, got {block}")
        self.columns = columns or Columns()
        self.block = block
        self.root = root
        self.workers = workers
        _require_columns(dataset, self.columns)
        self.dataset = _undecoded(dataset, self.columns)

    def split(self, workers: int) -> DatasetStream:
        """Return the same for so many workers in all.

        Args:
            workers: Those of all processes together.
        """
        return DatasetStream(
            self.dataset, columns=self.columns, block=self.block, root=self.root, workers=max(1, workers)
        )

    def __call__(self, worker_id: int, seed: int) -> StatefulStream:
        """Return one worker's pass through its part.

        Args:
            worker_id: Number of the worker among all.
            seed: Shuffles the blocks.
        """
        return _Pass(self, worker_id, seed=seed)


class _Pass:
    """One worker's way through a stream."""

    def __init__(self, source: DatasetStream, worker: int, *, seed: int) -> None:
        self._source = source
        self._worker = worker
        self._seed = seed
        whole = source.dataset.num_shards >= source.workers
        self._rows = source.dataset.shard(source.workers, worker) if whole else source.dataset.shard(1, 0)
        self._every = 1 if whole else source.workers
        self._begun: dict[str, Any] = self._rows.state_dict()
        self._block = self._done = 0

    def __iter__(self) -> Iterator[Record]:
        blocks = self._rows.iter(batch_size=self._source.block)
        while (columns := next(blocks, None)) is not None:
            for number, row in self._shuffled(columns)[self._done :]:
                self._done += 1
                name = f"{self._worker}-{number}" if self._source.workers > 1 else str(number)
                yield self._source.columns.record(row, name=name, root=self._source.root)
            self._begun = self._rows.state_dict()
            self._block, self._done = self._block + 1, 0

    def state_dict(self) -> dict[str, Any]:
        return {"rows": self._begun, "block": self._block, "done": self._done}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._begun, self._block, self._done = state["rows"], state["block"], state["done"]
        self._rows.load_state_dict(self._begun)

    def _shuffled(self, columns: Mapping[str, Sequence[Any]]) -> list[tuple[int, dict[str, Any]]]:
        size = len(next(iter(columns.values())))
        first = self._block * self._source.block
        mine = [place for place in range(size) if self._every == 1 or (first + place) % self._every == self._worker]
        random.Random(f"{self._seed}/{self._worker}/{self._block}").shuffle(mine)  # noqa: S311 - no secret
        return [(first + place, {name: values[place] for name, values in columns.items()}) for place in mine]


def load_records(
    name: StrPath,
    *,
    split: str = "train",
    config: str | None = None,
    columns: Columns | None = None,
    block: int | None = None,
) -> DatasetRecords | DatasetStream:
    """Open a data set of the hub, a folder of pictures with metadata, of Parquet files, or one that ``datasets`` saved.

    Args:
        name: Name on the hub, or a folder.
        split: Which part.
        config: Configuration of a set of the hub.
        columns: Its columns.
        block: Gives a stream, for sets that shall not be copied to disk or do not fit: rows shuffled together.

    Raises:
        MissingExtraError: ``datasets`` is not installed.
        DataError: It cannot be opened.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from datasets import Dataset
        >>> with TemporaryDirectory() as folder:
        ...     Dataset.from_dict({"latex": ["x", "y"]}).save_to_disk(folder)
        ...     records = load_records(folder, columns=Columns(image=None), block=2)
        ...     len(list(records(0, 0)))
        2
    """
    try:
        import datasets
    except ImportError as error:
        raise MissingExtraError("data sets need datasets; install it with: pip install 'hmer_kit[datasets]'") from error
    root = file_path(name) if Path(name).is_dir() else None
    try:
        if root is not None and any((root / file).exists() for file in _SAVED):
            found = datasets.load_from_disk(str(name))
            found = found[split] if isinstance(found, datasets.DatasetDict) else found
            found = found if block is None else found.to_iterable_dataset(num_shards=64 if len(found) >= 64 else 1)
        elif Path(name).suffix == ".parquet":
            found = datasets.load_dataset("parquet", data_files=str(name), split=split, streaming=block is not None)
        else:
            found = datasets.load_dataset(str(name), config, split=split, streaming=block is not None)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"cannot open the data set {name}: {error}", code="no_dataset", path=str(name)) from error
    if block is None:
        return DatasetRecords(found, columns=columns, root=root)
    return DatasetStream(found, columns=columns, block=block, root=root)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """The picture of a row, read when it is loaded."""

    records: DatasetRecords
    row: int

    @property
    def name(self) -> str:
        return str(self.row)

    def load(self) -> Image.Image:
        return self.records.picture(self.row).load()

    def size(self) -> tuple[int, int]:
        image = self.records.picture(self.row)
        return image.size() if isinstance(image, (BytesImage, FileImage)) else image.load().size


def _undecoded(dataset: Any, columns: Columns) -> Any:  # noqa: ANN401
    """Let the data set give the bytes of pictures, which are then decoded under our limits, in the workers."""
    import datasets

    features = dataset.features
    if columns.image is not None and features is not None and isinstance(features.get(columns.image), datasets.Image):
        return dataset.cast_column(columns.image, datasets.Image(decode=False))
    return dataset


def _require_columns(dataset: Any, columns: Columns) -> None:  # noqa: ANN401
    known = dataset.column_names
    wanted = [*columns.texts(), *([columns.image] if columns.image is not None else [])]
    missing = [name for name in wanted if known is not None and name not in known]
    if missing:
        raise InputError(f"expected the columns {missing} in the data set, found {known}; give columns=")
