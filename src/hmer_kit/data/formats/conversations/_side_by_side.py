"""Several ShareGPT files written in one pass over what they are made of."""

from __future__ import annotations

from contextlib import ExitStack
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, open_atomic, unwritable
from hmer_kit.data.formats.conversations._sharegpt_text import indented_row
from hmer_kit.data.formats.conversations.sharegpt import IMAGE_TAG, conversation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

_INDENT = 4
_PAD, _STEP = "\n" + " " * _INDENT, " " * _INDENT
_MOST_HELD = 300  # pieces, three a row
_MARK = "\0"  # written with a backslash in JSON, so that it stands in no text of a row
_EMPTY, _SHOWN = (
    indented_row(conversation(_MARK, _MARK, images=images), _PAD, _STEP)
    .replace(encode_basestring(_MARK), _MARK)
    .replace(encode_basestring(IMAGE_TAG + _MARK), _MARK)
    .split(_MARK)
    for images in ((), (_MARK,))
)
"""What stands around the texts of a row without a picture, and of one with a picture."""


def row_text(prompt: str, answer: str, *, images: Sequence[str]) -> str:
    """Return the row of ``conversation(prompt, answer, images=images)`` as it stands in a file.

    Raises:
        InputError: As for ``conversation``.
    """
    if type(images) is not list or len(images) > 1 or not all(map(_is_plain, (prompt, answer, *images))):
        return indented_row(conversation(prompt, answer, images=images), _PAD, _STEP)
    said = encode_basestring(answer)
    if not images:
        return f"{_EMPTY[0]}{encode_basestring(prompt)}{_EMPTY[1]}{said}{_EMPTY[2]}"
    asked = encode_basestring(IMAGE_TAG + prompt)
    return f"{_SHOWN[0]}{encode_basestring(images[0])}{_SHOWN[1]}{asked}{_SHOWN[2]}{said}{_SHOWN[3]}"


def _is_plain(text: object) -> bool:
    """Return whether nothing can be wrong with a text, as nearly always."""
    return type(text) is str and text.isascii() and IMAGE_TAG not in text


def write_side_by_side(paths: Sequence[StrPath], rows: Iterable[Sequence[str | None]]) -> None:
    """Write what ``write_sharegpt`` writes to each of the files; of two with one name the last one stays.

    Args:
        paths: Files to write.
        rows: For each file the text of a row, or None where this one has none.

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
    """A file that grows by a row at a time."""

    def __init__(self, path: StrPath, file: IO[str]) -> None:
        self._path, self._file = path, file
        self._held: list[str] = []
        self._before = "["

    def add(self, text: str) -> None:
        self._held += (self._before, _PAD, text)
        self._before = ","
        if len(self._held) >= _MOST_HELD:
            self._write("".join(self._held))
            self._held.clear()

    def end(self) -> None:
        self._held.append("[]" if self._before == "[" else "\n]")
        self._write("".join(self._held))

    def _write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError as error:
            raise unwritable(self._path, error) from error
