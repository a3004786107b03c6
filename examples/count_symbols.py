r"""Count symbols: of an expression, as the answer of the counting task, and as a check of a prediction.

Run ``python examples/count_symbols.py``; it prints

    {'\\frac': 1, 'a': 1, '^': 1, '2': 1, '+': 1, 'b': 2}
    released: \frac: 1, a: 1, ^: 1, 2: 1, +: 1, b: 2
    paper: \frac:1,a:1,2:1,+:1,b:2
    can: \frac: 1, a: 1, 2: 1, +: 1, b: 2
    as a vector: (1, 2, 0)
    a model counted one + too many, its LaTeX lacks one b
"""

from __future__ import annotations

from typing import get_args

from hmer_kit.counting import (
    CountDialect,
    compare_counts,
    count_difference,
    count_symbols,
    count_vector,
    dumps_counts,
    loads_counts,
)

reference = r"\frac { a ^ { 2 } + b } { b }"
print(count_symbols(reference))

for dialect in get_args(CountDialect):  # three are in use; the released one is the default
    print(f"{dialect}: {dumps_counts(count_symbols(reference, dialect=dialect), dialect=dialect)}")
print("as a vector:", count_vector(reference, ["a", "b", "c"]).counts)

answer = r"\frac: 1, a: 1, ^: 1, 2: 1, +: 2, b: 2"  # what a model said when it was asked to count
said = compare_counts(loads_counts(answer), count_symbols(reference)).differences
wrote = count_difference(r"\frac { a ^ { 2 } + } { b }", reference).differences
if (said, wrote) == ({"+": 1}, {"b": -1}):
    print("a model counted one + too many, its LaTeX lacks one b")
