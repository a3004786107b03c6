r"""Symbol counts of an expression, and the count strings of the symbol counting task.

Three dialects are in use:

``released``
    Uni-MuMER's released data: each token but ``{`` and ``}``, so ``^``, ``_``, ``&``, ``\\`` and ``\limits`` count:
    ``\frac: 1, a: 1, ^: 1, 2: 1, +: 1``.
``paper``
    Uni-MuMER's text (arXiv 2505.23566): visible symbols only, so no script signs, and no blanks:
    ``\frac:1,a:1,2:1,+:1``.
``can``
    The counts of CAN (arXiv 2207.11463): neither braces nor script signs, here in the released notation:
    ``\frac: 1, a: 1, 2: 1, +: 1``.

Counts are dicts in the order in which symbols first came.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal, get_args

from hmer_kit.exceptions import FormatError, InputError
from hmer_kit.latex.tokens import split_tokens

__all__ = ["CountDialect", "count_error", "count_symbols", "dumps_counts", "loads_counts"]

CountDialect = Literal["released", "paper", "can"]
"""How symbols are counted and written."""

_BRACES = frozenset({"{", "}"})
_UNCOUNTED: Final[dict[str, frozenset[str]]] = {
    "released": _BRACES,
    "paper": _BRACES | {"^", "_"},
    "can": _BRACES | {"^", "_"},
}
_NOTATION: Final = {"released": (", ", ": "), "paper": (",", ":"), "can": (", ", ": ")}
# The shortest stretch before ":number" that an entry's end follows: so "," and ":" are symbols too (",: 2, :: 1").
_ENTRY = re.compile(r"(\S+?):[ \t]*([0-9]{1,9})[ \t]*(?:,[ \t]*|\Z)")
_MOST = 999_999_999
_SHOWN = 40


def count_symbols(latex: str, *, dialect: CountDialect = "released") -> dict[str, int]:
    r"""Count the symbols of an expression.

    Args:
        latex: Blank-separated LaTeX, split at its blanks as the released code does; tight LaTeX is tokenized. It need
            not be balanced.
        dialect: What counts as a symbol.

    Returns:
        Number of each symbol, in the order in which they first came.

    Raises:
        InputError: ``latex`` is no string, or there is no such dialect.

    Examples:
        >>> count_symbols(r"\frac { a ^ { 2 } } { a }")
        {'\\frac': 1, 'a': 2, '^': 1, '2': 1}
        >>> count_symbols(r"\frac { a ^ { 2 } } { a }", dialect="paper")
        {'\\frac': 1, 'a': 2, '2': 1}
    """
    _check_dialect(dialect)
    counts = Counter(split_tokens(latex))
    return {symbol: count for symbol, count in counts.items() if symbol not in _UNCOUNTED[dialect]}


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
    _check_dialect(dialect)
    _check_counts(counts, "counts")
    for symbol in counts:
        if symbol.split() != [symbol]:
            raise InputError(f"expected symbols without white space as keys of counts, got {symbol!r}")
    between, colon = _NOTATION[dialect]
    return between.join(f"{symbol}{colon}{count}" for symbol, count in counts.items())


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


def count_error(prediction_counts: Mapping[str, int], reference_counts: Mapping[str, int]) -> int:
    """Return the sum of the absolute differences of two counts.

    Args:
        prediction_counts: Counts that a model gave.
        reference_counts: True counts.

    Returns:
        0 if they agree; a symbol that one side lacks counts 0 there.

    Raises:
        InputError: One of them is no mapping from strings to numbers of times.

    Examples:
        >>> count_error({"x": 2, "+": 1}, {"x": 1, "y": 1, "+": 1})
        2
    """
    _check_counts(prediction_counts, "prediction_counts")
    _check_counts(reference_counts, "reference_counts")
    symbols = prediction_counts.keys() | reference_counts.keys()
    return sum(abs(prediction_counts.get(symbol, 0) - reference_counts.get(symbol, 0)) for symbol in symbols)


def _check_dialect(dialect: str) -> None:
    if not isinstance(dialect, str) or dialect not in _UNCOUNTED:
        names = ", ".join(map(repr, get_args(CountDialect)))
        raise InputError(f"expected a count dialect, one of {names}, got {dialect!r}")


def _check_counts(counts: object, name: str) -> None:
    if not isinstance(counts, Mapping):
        raise InputError(f"expected {name} as a dict, got {type(counts).__name__}; count_symbols makes one from LaTeX")
    for symbol, count in counts.items():
        is_count = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _MOST
        if not isinstance(symbol, str) or not is_count:
            raise InputError(f"expected {name} as symbol: number from 0 to {_MOST}, got {symbol!r}: {count!r}")


def _bad_entry(code: str, expected: str, text: str, at: int) -> FormatError:
    shown = text[at : at + _SHOWN]
    return FormatError(
        f"expected {expected} at character {at} of a count string, got {shown!r}; write '\\frac: 1, a: 2'",
        code=code,
        line=1,
        text=shown,
    )
