"""Where the rows of a large JSON file are, found without parsing or holding it."""

from __future__ import annotations

import os
import re
from array import array
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hmer_kit._files import decode
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

MAX_ROW_BYTES = 2**24
"""Longest row that is read: 16 MiB."""

_CHUNK, _AHEAD = 2**20, 2**16
_MARK = b"\xef\xbb\xbf"
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BETWEEN = rb'[^"{}\[\]]*+'
_LEAF = rb"[{\[]" + _BETWEEN + rb"(?:" + _STRING + _BETWEEN + rb")*+[}\]]"
_BRANCH = rb"[{\[]" + _BETWEEN + rb"(?:(?:" + _STRING + rb"|" + _LEAF + rb")" + _BETWEEN + rb")*+[}\]]"
_ROW = rb"[{\[]" + _BETWEEN + rb"(?:(?:" + _STRING + rb"|" + _BRANCH + rb")" + _BETWEEN + rb")*+[}\]]"
# A whole list or object of three levels, as a row has; a whole string, an unfinished one (the quote alone), a bracket,
# or any other value. What is deeper or unfinished falls apart into its brackets and what is in them.
_TOKEN = re.compile(_ROW + rb"|" + _STRING + rb'|["{}\[\]]|[-+.\w]++', re.DOTALL)


class JsonIndex:
    """Start and length of each row of a JSON list or of JSON Lines: twelve bytes of memory a row.

    Args:
        path: The file. A list starts with ``[``; anything else is taken for lines.
        what: What the file is, for messages.

    Raises:
        DataError: The file is missing, unreadable or empty, a list that does not end or has something after its end,
            or a row is longer than ``MAX_ROW_BYTES``.
    """

    def __init__(self, path: Path, *, what: str) -> None:
        self.path = path
        self.what = what
        self.starts = array("Q")
        self.sizes = array("I")
        with self._open() as file:
            status = os.fstat(file.fileno())
            self._stamp = (status.st_size, status.st_mtime_ns)
            head = file.read(_CHUNK)
            skipped = len(head) - len(head.removeprefix(_MARK).lstrip())
            if not head[skipped:]:
                raise DataError(f"expected a {what}, got an empty file: {path}", code="empty_file", path=str(path))
            self.unit = "record" if head[skipped : skipped + 1] == b"[" else "line"
            file.seek(skipped)
            rows = self._list_rows(file, skipped) if self.unit == "record" else self._line_rows(file, skipped)
            for start, end in rows:
                if end - start > MAX_ROW_BYTES:
                    raise self._error(f"a {self.unit} of more than {MAX_ROW_BYTES} bytes", start, code="too_large")
                self.starts.append(start)
                self.sizes.append(end - start)

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, row: int) -> str:
        """Return the text of a row.

        Raises:
            DataError: The file has changed since it was indexed, or the row is no UTF-8.
        """
        with self._open(buffering=0) as file:
            data = self._read(file, self.starts[row], size=self.sizes[row])
        return decode(data, path=self.path, line=row + 1)

    @contextmanager
    def opened(self) -> Iterator[Callable[[int], str]]:
        """Give what ``text`` is, of a file that stays open and is read ahead: for many rows in their order."""
        with self._open(buffering=0) as file:
            block, base = b"", 0

            def text(row: int) -> str:
                nonlocal block, base
                begin, size = self.starts[row], self.sizes[row]
                if not base <= begin <= begin + size <= base + len(block):
                    block, base = self._read(file, begin, size=max(size, _AHEAD)), begin
                return decode(block[begin - base : begin - base + size], path=self.path, line=row + 1)

            yield text

    def _read(self, file: BinaryIO, begin: int, *, size: int) -> bytes:
        """Read a part of the file as it was indexed."""
        status = os.fstat(file.fileno())
        if (status.st_size, status.st_mtime_ns) != self._stamp:
            message = f"expected the {self.what} {self.path} as it was opened, found it changed; open it anew"
            raise DataError(message, code="changed", path=str(self.path))
        file.seek(begin)
        return file.read(size)

    def _open(self, *, buffering: int = -1) -> BinaryIO:
        try:
            return open(self.path, "rb", buffering=buffering)
        except FileNotFoundError as error:
            message = f"expected a {self.what}, found no such file: {self.path}"
            raise DataError(message, code="missing_file", path=str(self.path)) from error
        except OSError as error:
            message = f"cannot read the {self.what} {self.path}: {error.strerror}"
            raise DataError(message, code="unreadable", path=str(self.path)) from error

    def _line_rows(self, file: BinaryIO, start: int) -> Iterator[tuple[int, int]]:
        while line := file.readline(MAX_ROW_BYTES + 2):
            if line.strip():
                yield start, start + len(line)
            start += len(line)

    def _list_rows(self, file: BinaryIO, start: int) -> Iterator[tuple[int, int]]:
        depth, begun = 1, start
        file.seek(start + 1)  # behind the bracket of the list itself
        for kind, place, end in self._tokens(file, start + 1):
            if depth == 0:
                raise self._error("something after the end of the list", place, code="broken_json")
            if depth == 1 and kind not in b"]}":
                begun = place
            depth += (kind in (b"{", b"[")) - (kind in (b"}", b"]"))
            if depth == 1:
                yield begun, end
        if depth != 0:
            raise self._error("a list that does not end", begun, code="broken_json")

    def _tokens(self, file: BinaryIO, base: int) -> Iterator[tuple[bytes, int, int]]:
        """Yield strings, brackets and other values with their places; ``base`` is where the text in hand begins."""
        text, piece = b"", b"?"
        while piece:
            piece = file.read(_CHUNK)
            text += piece
            done = 0
            for token in _TOKEN.finditer(text):
                kind, (place, end) = token[0], token.span()
                if piece and (kind == b'"' or (end == len(text) and kind[:1] not in b'"[]{}')):
                    break  # unfinished; it comes again with the next piece
                if kind == b'"':  # to go on at each quote in it would take time in proportion to the square
                    raise self._error("a string that does not end", base + place, code="broken_json")
                yield kind, base + place, base + end
                done = end
            text, base = text[done:], base + done
            if len(text) > MAX_ROW_BYTES:
                raise self._error(f"a value of more than {MAX_ROW_BYTES} bytes", base, code="too_large")

    def _error(self, found: str, place: int, *, code: str) -> DataError:
        message = f"expected a JSON list of objects in the {self.what} {self.path}, found {found}, at byte {place}"
        return DataError(message, code=code, path=str(self.path))
