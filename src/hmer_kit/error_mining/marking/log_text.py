r"""Correction logs as text, written one operation a line, read in every variant seen.

The paper fixes ``REPLACE:d -> a``; the spelling of INSERT and DELETE follows its prompt, and one operation a line is
our choice. An operation is split at its first ``:`` and its first `` -> ``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.error_mining._checks import require_items
from hmer_kit.error_mining.marking._log_reading import operations_of, read_operation
from hmer_kit.error_mining.marking.operations import Correction

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["dumps_log", "loads_log"]


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
    return [read_operation(operation, number) for number, operation in operations_of(text)]
