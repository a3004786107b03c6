"""Data sets of Hugging Face larger than memory, as streams that a killed run goes on in."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path
from hmer_kit.data import Columns, open_dataset
from hmer_kit.data.formats.tables._dataset_items import undecoded
from hmer_kit.data.formats.tables.hf_datasets import require_columns
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.data import Record
    from hmer_kit.vlm.data.streams import StatefulStream

__all__ = ["DatasetStream", "load_stream"]


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
        require_columns(dataset, columns=self.columns)
        self.dataset = undecoded(dataset)

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


def load_stream(
    name: StrPath,
    *,
    split: str = "train",
    config: str | None = None,
    columns: Columns | None = None,
    block: int = 1000,
) -> DatasetStream:
    """Open a data set as a stream, for sets that shall not be copied to disk or do not fit.

    Args:
        name: As for ``hmer_kit.data.load_records``.
        split: Which part.
        config: Configuration of a set of the hub.
        columns: Its columns.
        block: Rows shuffled together.

    Raises:
        MissingExtraError: ``datasets`` is not installed.
        DataError: It cannot be opened.
        InputError: A column is not there, or the block is below one.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from datasets import Dataset
        >>> with TemporaryDirectory() as folder:
        ...     Dataset.from_dict({"latex": ["x", "y"]}).save_to_disk(folder)
        ...     records = load_stream(folder, columns=Columns(image=None), block=2)
        ...     len(list(records(0, 0)))
        2
    """
    root = file_path(name) if Path(name).is_dir() else None
    found = open_dataset(name, split=split, config=config, streaming=True)
    return DatasetStream(found, columns=columns, block=block, root=root)
