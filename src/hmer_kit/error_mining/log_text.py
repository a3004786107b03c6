r"""Correction logs as text, written one operation a line, read in every variant seen.

The paper fixes ``REPLACE:d -> a``; the spelling of INSERT and DELETE follows its prompt, and one operation a line is
our choice. An operation is split at its first ``:`` and its first `` -> ``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.error_mining._checks import require_items
from hmer_kit.error_mining.operations import Correction, CorrectionOp
from hmer_kit.error_mining.tags import AFTER, ARROW
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["dumps_log", "loads_log"]

_NEXT = r"(?=(?:REPLACE|INSERT|DELETE):)"
_SEPARATOR = re.compile(rf" ?; ?{_NEXT}|(?<=\S), ?{_NEXT}| {_NEXT}")
_ESCAPED = re.compile(r"(?:REPLACE:|INSERT:|DELETE:|\s)\\\\\S")
_BACKSLASHES = re.compile(r"\\+")
_SPELLING = {
    CorrectionOp.REPLACE: f"REPLACE:old {ARROW} new",
    CorrectionOp.INSERT: f"INSERT:content {AFTER} token",
    CorrectionOp.DELETE: "DELETE:content",
}


def dumps_log(log: Sequence[Correction]) -> str:
    """Return a correction log as text, one operation a line.

    Args:
        log: The operations in order.

    Returns:
        The lines, without a newline at the end; an empty string for an empty log.

    Raises:
        InputError: ``log`` is no sequence of ``Correction``.

    Examples:
        >>> print(dumps_log([Correction("INSERT", new="2", anchor="{"), Correction("REPLACE", old="d", new="a")]))
        INSERT:2 after {
        REPLACE:d -> a
    """
    require_items(log, Correction, "a text is a log already")
    return "\n".join(map(str, log))


def loads_log(text: str) -> list[Correction]:
    r"""Read a correction log.

    Operations may stand one a line or be parted by ``;``, a comma or a blank on one line; empty lines are passed over.
    A log whose backslashes all come doubled (``\\alpha``, as in JSON) is read as if they did not.

    Args:
        text: The log.

    Returns:
        The operations in order; an empty list for an empty log. A REPLACE is split at its first `` -> ``; whether that
        arrow was a token of its own is settled by
        ``apply_corrections``, which knows the mark.

    Raises:
        InputError: ``text`` is no string.
        FormatError: A line that is no operation, with its number.

    Examples:
        >>> [correction.new for correction in loads_log("REPLACE:d -> a; INSERT:2 after {")]
        ['a', '2']
    """
    if not isinstance(text, str):
        raise InputError(f"expected a correction log as str, got {type(text).__name__}; write it with dumps_log first")
    if _ESCAPED.search(text) and all(len(run) % 2 == 0 for run in _BACKSLASHES.findall(text)):
        text = text.replace("\\\\", "\\")
    return [
        _read(operation, number)
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
        for operation in _SEPARATOR.split(" ".join(line.split()))
    ]


def _read(operation: str, number: int) -> Correction:
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
