"""Several ShareGPT files written in one pass over what they are made of."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, open_atomic, unwritable
from hmer_kit.data._json import json_list
from hmer_kit.data.formats.conversations.sharegpt import _to_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from hmer_kit.data.formats.conversations.sharegpt import Conversation

_INDENT = 4


def write_side_by_side(paths: Sequence[StrPath], rows: Iterable[Sequence[Conversation | None]]) -> None:
    """Write what ``write_sharegpt`` writes to each of the files; of two with one name the last one stays.

    Args:
        paths: Files to write.
        rows: For each file a conversation, or None where this one has none.

    Raises:
        DataError: A file cannot be written. None of them is changed then, but for those that were moved to their place
            before.
    """
    with ExitStack() as stack:  # which is left from its end, and the first file shall be there first
        sheets = [_Sheet(path, stack.enter_context(open_atomic(path))) for path in reversed(paths)][::-1]
        for row in rows:
            for sheet, item in zip(sheets, row, strict=True):
                if item is not None:
                    sheet.add(item)
        for sheet in sheets:
            sheet.end()


class _Sheet:
    """A file that grows by a conversation at a time."""

    def __init__(self, path: StrPath, file: IO[str]) -> None:
        self._path, self._file = path, file
        self._next: list[Conversation] = []
        self._pieces = json_list(_to_rows(self._given()), indent=_INDENT)

    def add(self, item: Conversation) -> None:
        self._next.append(item)
        self._write(next(self._pieces) + next(self._pieces))  # what stands before it, and itself

    def end(self) -> None:
        self._write("".join(self._pieces))

    def _given(self) -> Iterator[Conversation]:
        while self._next:
            yield self._next.pop()

    def _write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError as error:
            raise unwritable(self._path, error) from error
