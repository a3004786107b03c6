"""Data sets of Hugging Face as records: any row by its place where the set is on disk, or all of them in order."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from hmer_kit._files import StrPath, file_path
from hmer_kit.data.formats.tables._dataset_items import dataset_items, reason_of, undecoded
from hmer_kit.data.formats.tables._rows import record_reader
from hmer_kit.data.formats.tables.columns import Columns, image_of_value
from hmer_kit.data.pictures.images import BytesImage, FileImage
from hmer_kit.data.records import Record
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from hmer_kit.data.records import ImageSource, ReadResult, Skip

__all__ = ["DatasetRecords", "iter_datasets", "load_records", "open_dataset", "read_datasets", "require_columns"]

_SAVED = ("state.json", "dataset_dict.json")


class DatasetRecords(Sequence[Record]):
    """The rows of a ``datasets.Dataset``, which stays in its files; a picture is read when it is loaded.

    Args:
        dataset: The data set, on disk or in memory.
        columns: Its columns.
        root: Folder of the data set, which pictures in files of their own may not leave.

    Raises:
        InputError: A column is not there.

    Examples:
        >>> from datasets import Dataset
        >>> DatasetRecords(Dataset.from_dict({"latex": ["x", "y"]}), columns=Columns(image=None))[1].reference
        'y'
    """

    def __init__(self, dataset: Any, *, columns: Columns | None = None, root: StrPath | None = None) -> None:  # noqa: ANN401
        self.columns = columns or Columns()
        self._root = root
        require_columns(dataset, columns=self.columns)
        self._texts = dataset.select_columns(self.columns.texts())
        self._pictures = None
        if self.columns.image is not None:
            self._pictures = undecoded(dataset.select_columns([self.columns.image]))

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


def load_records(
    name: StrPath, *, split: str = "train", config: str | None = None, columns: Columns | None = None
) -> DatasetRecords:
    """Open a data set of the hub, a folder of pictures with metadata, of Parquet files, or one that ``datasets`` saved.

    Args:
        name: Name on the hub, or a folder.
        split: Which part.
        config: Configuration of a set of the hub.
        columns: Its columns.

    Raises:
        MissingExtraError: ``datasets`` is not installed.
        DataError: It cannot be opened.
        InputError: A column is not there.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from datasets import Dataset
        >>> with TemporaryDirectory() as folder:
        ...     Dataset.from_dict({"latex": ["x", "y"]}).save_to_disk(folder)
        ...     records = load_records(folder, columns=Columns(image=None))
        ...     len(records)
        2
    """
    found = open_dataset(name, split=split, config=config)
    return DatasetRecords(found, columns=columns, root=_root_of(name))


def iter_datasets(
    dataset: Any,  # noqa: ANN401 - a name, a path, or what datasets has opened
    *,
    split: str = "train",
    config: str | None = None,
    columns: Columns | None = None,
    source: str | None = None,
    streaming: bool = True,
) -> Iterator[Record | Skip]:
    """Yield the rows of a data set of Hugging Face as records, one at a time.

    Pictures are not decoded on the way: they stay as they are stored until they are loaded, under the limits of
    ``BytesImage``. Code that a data set brings along is never run. What is skipped, and what is said of guessed
    columns, is as for ``iter_parquet``.

    Args:
        dataset: Name on the hub, a folder (saved by ``save_to_disk``, of Parquet files, or of pictures with metadata),
            a Parquet file, or a ``Dataset`` or ``IterableDataset``.
        split: Which part, where a name or a path is given.
        config: Configuration of a set of the hub, or of a folder that has several.
        columns: Which column is which field; by default it is guessed, see ``guess_columns``.
        source: Name of the data set, to be written on each record that has none.
        streaming: Whether a set of the hub or of Parquet files is read as it comes, without being copied to the cache.

    Raises:
        MissingExtraError: ``datasets`` is not installed (extra ``datasets``).
        DataError: It cannot be opened, or its columns could be more than one thing.
        InputError: A column that ``columns`` names is not there.

    Examples:
        >>> from datasets import Dataset
        >>> rows = Dataset.from_dict({"formula": ["x", None], "width": [3, 4]})
        >>> for item in iter_datasets(rows):
        ...     print(getattr(item, "reference", item))
        the data set: columns guessed: reference = 'formula'
        the data set, column 'width': column left out
        x
        the data set row 2: no text where one is expected
    """
    reader = record_reader(columns, source=source)
    if isinstance(dataset, (str, Path)):
        found = open_dataset(dataset, split=split, config=config, streaming=streaming)
        yield from dataset_items(found, reader=reader, where=str(dataset), root=_root_of(dataset))
    else:
        yield from dataset_items(dataset, reader=reader, where="the data set", root=None)


def read_datasets(
    dataset: Any,  # noqa: ANN401 - as above
    *,
    split: str = "train",
    config: str | None = None,
    columns: Columns | None = None,
    source: str | None = None,
) -> ReadResult[Record]:
    """Read the records of a data set of Hugging Face, all pictures in memory as they are stored.

    Args:
        dataset: As for ``iter_datasets``.
        split: As for ``iter_datasets``.
        config: As for ``iter_datasets``.
        columns: As for ``iter_datasets``.
        source: As for ``iter_datasets``.

    Raises:
        DataError: As for ``iter_datasets``.

    Examples:
        >>> from datasets import Dataset
        >>> read_datasets(Dataset.from_dict({"formula": ["x", "y"]})).summary()
        "2 read, 1 skipped (1 × columns guessed: reference = 'formula')"
    """
    return gather(iter_datasets(dataset, split=split, config=config, columns=columns, source=source))


def open_dataset(name: StrPath, *, split: str = "train", config: str | None = None, streaming: bool = False) -> Any:  # noqa: ANN401
    """Open a data set through ``datasets``, which runs no code of the set's own.

    Args:
        name: Name on the hub, a folder, or a Parquet file.
        split: Which part.
        config: Configuration of a set of the hub.
        streaming: Whether an ``IterableDataset`` is wanted, which reads rows as they come.

    Raises:
        MissingExtraError: ``datasets`` is not installed.
        DataError: It cannot be opened.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from datasets import Dataset
        >>> with TemporaryDirectory() as folder:
        ...     Dataset.from_dict({"latex": ["x", "y"]}).save_to_disk(folder)
        ...     open_dataset(folder).num_rows
        2
    """
    try:
        import datasets
    except ImportError as error:
        raise MissingExtraError("data sets need datasets; install it with: pip install 'hmer_kit[datasets]'") from error
    root = _root_of(name)
    options: dict[str, Any] = {"split": split, "streaming": streaming}
    if "trust_remote_code" in inspect.signature(datasets.load_dataset).parameters:  # before datasets 4
        options["trust_remote_code"] = False
    try:
        if root is not None and any((root / file).exists() for file in _SAVED):
            found = datasets.load_from_disk(str(name))
            found = found[split] if isinstance(found, datasets.DatasetDict) else found
            return found.to_iterable_dataset(num_shards=64 if len(found) >= 64 else 1) if streaming else found
        if Path(name).suffix == ".parquet":
            return datasets.load_dataset("parquet", data_files=str(name), **options)  # nosec B615 # a file
        return datasets.load_dataset(str(name), config, **options)  # nosec B615 # data, and the caller's choice
    except Exception as error:  # whatever went wrong first inside the package, which guards little
        message = f"cannot open the data set {name}: {reason_of(error)}"
        raise DataError(message, code="no_dataset", path=str(name)) from error


def require_columns(dataset: Any, *, columns: Columns) -> None:  # noqa: ANN401
    """Refuse a data set that lacks a column.

    Args:
        dataset: What ``datasets`` has opened.
        columns: The columns.

    Raises:
        InputError: One is not there.

    Examples:
        >>> from datasets import Dataset
        >>> require_columns(Dataset.from_dict({"latex": ["x"]}), columns=Columns(image=None))
    """
    known = dataset.column_names
    missing = [name for name in columns.names() if known is not None and name not in known]
    if missing:
        raise InputError(f"expected the columns {missing} in the data set, found {known}; give columns=")


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


def _root_of(name: StrPath) -> Path | None:
    return file_path(name) if Path(name).is_dir() else None
