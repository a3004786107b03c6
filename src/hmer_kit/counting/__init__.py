r"""Symbol counts of an expression, as dicts, as count strings and as vectors.

    counts = count_symbols(r"\frac { a ^ { 2 } } { a }")          {'\\frac': 1, 'a': 2, '^': 1, '2': 1}
    dumps_counts(counts)                                          '\\frac: 1, a: 2, ^: 1, 2: 1'
    count_vector("x + x", ["+", "x", "y"]).counts                 (1, 2, 0)
    count_difference("x + y", "x + x").differences                {'x': -1, 'y': 1}

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

from hmer_kit.counting.counts import CountDialect, count_symbols
from hmer_kit.counting.difference import CountDifference, compare_counts, count_difference, count_error
from hmer_kit.counting.strings import dumps_counts, loads_counts
from hmer_kit.counting.vector import CountVector, count_vector

__all__ = [
    "CountDialect",
    "CountDifference",
    "CountVector",
    "compare_counts",
    "count_difference",
    "count_error",
    "count_symbols",
    "count_vector",
    "dumps_counts",
    "loads_counts",
]
