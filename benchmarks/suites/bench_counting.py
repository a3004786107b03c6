"""Counting the symbols of expressions, and writing the count string.

Peer: the count of the released code, restated. Limit: ``collections.Counter`` over the words of the line, which knows
nothing of LaTeX.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.harness.expressions import mix
from benchmarks.restated import tree as released
from hmer_kit.counting import count_symbols

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth

EXPRESSIONS, QUICK_EXPRESSIONS = 4000, 100


def bench_counts(contest: Contest, quick: bool) -> None:
    expressions, source = mix(QUICK_EXPRESSIONS if quick else EXPRESSIONS)
    contest.peer("the released code, restated", lambda: [released.count(latex) for latex in expressions])
    contest.limit("Counter of the words", lambda: [Counter(latex.split()) for latex in expressions])
    contest.run(
        f"count_symbols, {source}", lambda: [count_symbols(latex) for latex in expressions], items=len(expressions)
    )


def bench_growth(growth: Growth) -> None:
    growth.of(
        "count_symbols", count_symbols, make=lambda size: "x _ { i } + " * size, sizes=[2**n for n in range(8, 16)]
    )
