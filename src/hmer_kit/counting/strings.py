"""Count strings: the text that the symbol counting task writes and reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hmer_kit.counting._checks import require_counts, require_dialect
from hmer_kit.exceptions import FormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.counting.counts import CountDialect

__all__ = ["dumps_counts", "loads_counts"]

_NOTATION: Final = {"released": (", ", ": "), "paper": (",", ":"), "can": (", ", ": ")}
# The shortest stretch before ":number" that an entry's end follows: so "," and ":" are symbols too (",: 2, :: 1").
_ENTRY = re.compile(r"(\S+?):[ \t]*([0-9]{1,9})[ \t]*(?:,[ \t]*|\Z)")
_SHOWN = 40


def dumps_counts(counts: Mapping[str, int], *, dialect: CountDialect = "released") -> str:
    r"""Write counts as a count string.

    The dialect is the notation only; nothing is left out.

    Args:
        counts: Number of each symbol, at most 999,999,999; no symbol holds white space.
        dialect: How they are written.

    Raises:
        InputError: There is no such dialect, a symbol is empty or holds white space, or a number is none to count with.

    Examples:
        >>> dumps_counts({"\\frac": 1, ",": 2}), dumps_counts({"\\frac": 1, ",": 2}, dialect="paper")
        ('\\frac: 1, ,: 2', '\\frac:1,,:2')
    """
    require_dialect(dialect, _NOTATION)
    require_counts(counts, "counts")
    if " ".join(counts).split() != list(counts):
        symbol = next(symbol for symbol in counts if symbol.split() != [symbol])
        raise InputError(f"expected symbols without white space as keys of counts, got {symbol!r}")
    between, colon = _NOTATION[dialect]
    return between.join([f"{symbol}{colon}{count}" for symbol, count in counts.items()])


def loads_counts(text: str) -> dict[str, int]:
    r"""Read a count string of any dialect.

    Blanks after ``,`` and around the number are free. ``,`` and ``:`` are read as symbols where they stand as such.

    Args:
        text: Entries ``symbol: number``, separated by commas; white space around the whole is left out of account.

    Returns:
        Number of each symbol in the order of the text; nothing for a blank text.

    Raises:
        FormatError: An entry is malformed, or a symbol comes twice.
        InputError: ``text`` is no string.

    Examples:
        >>> loads_counts(r"\frac: 1, ,: 2, :: 1") == loads_counts(r"\frac:1,,:2,::1") == {"\\frac": 1, ",": 2, ":": 1}
        True
    """
    if not isinstance(text, str):
        raise InputError(f"expected a str of counts, got {type(text).__name__}")
    stripped = text.strip()
    counts: dict[str, int] = {}
    at = 0
    while at < len(stripped):
        entry = _ENTRY.match(stripped, at)
        if entry is None:
            raise _bad_entry("malformed_entry", "'symbol: number'", stripped, at)
        symbol, number = entry.groups()
        if symbol in counts:
            raise _bad_entry("repeated_symbol", "each symbol once", stripped, at)
        counts[symbol] = int(number)
        at = entry.end()
    return counts


def _bad_entry(code: str, expected: str, text: str, at: int) -> FormatError:
    shown = text[at : at + _SHOWN]
    return FormatError(
        f"expected {expected} at character {at} of a count string, got {shown!r}; write '\\frac: 1, a: 2'",
        code=code,
        line=1,
        text=shown,
    )
