"""Sorting of more candidates than memory holds: sorted runs in a temporary folder, merged at the end."""

from __future__ import annotations

import json
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from hmer_kit.error_mining.corpus.candidates import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

Key = tuple[str, str, str]
Entry = tuple[Key, list[Origin]]

_MOST_RUNS = 64
_KEY = itemgetter(0)


class Sorter:
    """Takes keys with origins in any order and gives them back sorted; a key may come several times in a row.

    Args:
        buffer: Distinct keys held in memory.
    """

    def __init__(self, buffer: int) -> None:
        self.buffer = buffer
        self.held: dict[Key, list[Origin]] = {}
        self.runs: list[Path] = []
        self.made = 0
        self.samples = 0
        self.folder: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.folder is not None:
            self.folder.cleanup()

    def add(self, key: Key, origin: Origin) -> None:
        """Take one entry."""
        if (known := self.held.get(key)) is None:
            self.held[key] = [origin]
        else:
            known.append(origin)
        self.samples += 1
        if len(self.held) >= self.buffer or self.samples >= 4 * self.buffer:
            self._spill()

    def entries(self) -> Iterator[tuple[Key, Iterable[Origin]]]:
        """Yield each key once, in order, with all origins that came with it."""
        if not self.runs:
            yield from self._sorted()
            return
        entries = merge(*map(_read, self.runs), self._sorted(), key=_KEY)
        for key, same in groupby(entries, key=_KEY):
            yield key, chain.from_iterable(found for _, found in same)

    def _sorted(self) -> Iterator[Entry]:
        for key in sorted(self.held):
            yield key, self.held[key]

    def _spill(self) -> None:
        if len(self.runs) >= _MOST_RUNS:
            before = self.runs
            self.runs = [self._write(merge(*map(_read, before), key=_KEY))]
            for run in before:
                run.unlink()
        self.runs.append(self._write(self._sorted()))
        self.held, self.samples = {}, 0

    def _write(self, entries: Iterable[Entry]) -> Path:
        if self.folder is None:
            self.folder = TemporaryDirectory(prefix="hmer_kit_")
        self.made += 1
        path = Path(self.folder.name, f"run {self.made}")
        with path.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps([key, [_values(origin) for origin in found]]) + "\n" for key, found in entries)
        return path


def _values(origin: Origin) -> list[Any]:
    return [
        origin.model,
        origin.fold,
        origin.sample,
        origin.temperature,
        origin.decoding,
        origin.confidence,
        origin.synthetic,
    ]


def _read(path: Path) -> Iterator[Entry]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            (name, reference, prediction), origins = json.loads(line)
            yield (name, reference, prediction), [Origin(*values) for values in origins]
