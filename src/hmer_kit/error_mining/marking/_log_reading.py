"""The text of a correction log taken apart, operation by operation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.error_mining.marking.operations import Correction, CorrectionOp
from hmer_kit.error_mining.marking.tags import AFTER, ARROW
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEXT = r"(?=(?:REPLACE|INSERT|DELETE):)"
_SEPARATOR = re.compile(rf" ?; ?{_NEXT}|(?<=\S), ?{_NEXT}| {_NEXT}")
_ESCAPED = re.compile(r"(?:REPLACE:|INSERT:|DELETE:|\s)\\\\\S")
_BACKSLASHES = re.compile(r"\\+")
_SPELLING = {
    CorrectionOp.REPLACE: f"REPLACE:old {ARROW} new",
    CorrectionOp.INSERT: f"INSERT:content {AFTER} token",
    CorrectionOp.DELETE: "DELETE:content",
}


def operations_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text of each operation with the number of its line."""
    if not isinstance(text, str):
        raise InputError(f"expected a correction log as str, got {type(text).__name__}; write it with dumps_log first")
    if _ESCAPED.search(text) and all(len(run) % 2 == 0 for run in _BACKSLASHES.findall(text)):
        text = text.replace("\\\\", "\\")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            for operation in _SEPARATOR.split(" ".join(line.split())):
                yield number, operation


def read_operation(operation: str, number: int) -> Correction:
    """Read one operation."""
    name, colon, body = operation.partition(":")
    if not colon or name.strip() not in set(CorrectionOp):
        raise FormatError(
            f"expected REPLACE:, INSERT: or DELETE: in line {number} of the correction log, got {operation[:40]!r}",
            code="unknown_operation",
            line=number,
            text=operation,
        )
    op = CorrectionOp(name.strip())
    old, new, anchor = _fields(op, body)
    try:
        return Correction(op, old=old.strip(), new=new.strip(), anchor=anchor)
    except InputError as error:
        raise FormatError(
            f"{error} in line {number} of the correction log: {operation[:60]!r}; write {_SPELLING[op]}",
            code="missing_content",
            line=number,
            text=operation,
        ) from error


def _fields(op: CorrectionOp, body: str) -> tuple[str, str, str | None]:
    """Return old, new and anchor; what is not there is empty."""
    if op is CorrectionOp.DELETE:
        return body, "", None
    if op is CorrectionOp.REPLACE:
        arrow = f" {ARROW} " if f" {ARROW} " in body else ARROW
        old, _, new = body.partition(arrow)
        return old, new, None
    content, after, anchor = f" {body}".rpartition(f" {AFTER} ")
    return ("", content, anchor.strip()) if after else ("", body, None)
