"""Growth of parsing and tree text: time for an input twice as long over time for the input, best of several tries.

A linear step has a ratio near 2. Tree text is itself quadratic in depth (a tab more each line), so its ratio is taken
over input of fixed depth.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hmer_kit.counting import count_symbols
from hmer_kit.latex import parse, to_latex, tokenize
from hmer_kit.tree_cot import dumps, loads

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE, TRIES = 4_000, 7
PIECE = r"\frac { a ^ { 2 } + 1 } { \sqrt { b _ { n } } } + "


def flat(length: int) -> str:
    return " ".join(["x"] * length)


def nested(depth: int) -> str:
    return r"\sqrt { " * depth + "x" + " }" * depth


def mixed(length: int) -> str:
    return PIECE * (length // len(PIECE.split())) + "x"


def best(function: Callable[[str], object], text: str) -> float:
    times = []
    for _ in range(TRIES):
        begun = time.process_time()
        function(text)
        times.append(time.process_time() - begun)
    return min(times)


def main() -> None:
    steps: dict[str, tuple[Callable[[str], object], tuple[Callable[[int], str], ...]]] = {
        "tokenize": (tokenize, (flat, nested, mixed)),
        "parse": (parse, (flat, nested, mixed)),
        "parse + write": (lambda text: to_latex(parse(text)), (flat, nested, mixed)),
        "count_symbols": (count_symbols, (flat, mixed)),
        "tree_cot.dumps": (dumps, (flat, mixed)),
        "tree_cot.dumps + loads": (lambda text: loads(dumps(text)), (flat, mixed)),
    }
    print(f"{'step':24} {'input':8} {'ratio for input x 2':>20}")
    for name, (function, makers) in steps.items():
        for maker in makers:
            short, long = maker(SIZE), maker(2 * SIZE)
            print(f"{name:24} {maker.__name__:8} {best(function, long) / best(function, short):20.2f}")


if __name__ == "__main__":
    main()
