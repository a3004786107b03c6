r"""Growth of every step of the LaTeX core with the length of the input, in six shapes.

- flat: ``x + x + ...``; nested: ``\sqrt { \sqrt { ... } }``; rows: one matrix with a row for every two tokens;
- unclosed: ``\sqrt { \sqrt { ...`` without an end, where raising the error is what is measured, and repairing it;
- scripts: ``x _ { i } ^ { 2 } ...``; stacked: all scripts on one symbol.

A row is a step in the shape in which twice the input costs most. Tree text with a tab for each level grows with the
square of the depth by its nature, so what writes and reads text is held against the length of the text. A step is not
taken further where one call takes more than 0.15 seconds, or where the next text would have more than a hundred million
characters. What has no meaning for a shape is left out of it.
"""

from __future__ import annotations

import gc
import pickle
import time
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from benchmarks.harness.growth import LINEAR, shortest_time, slope
from benchmarks.harness.rows import Kind, Row
from hmer_kit.counting import count_symbols
from hmer_kit.exceptions import HmerKitError
from hmer_kit.latex import (
    LayoutTree,
    complexity,
    convert,
    from_networkx,
    is_parseable,
    layout_key,
    normalize,
    outline,
    parse,
    scan,
    spell,
    split_tokens,
    tidy,
    to_latex,
    to_mathml,
    to_networkx,
    to_svg,
    tokenize,
    tree_text,
)
from hmer_kit.latex.normalization import PROFILES
from hmer_kit.tree_cot import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES, QUICK_SIZES = tuple(2**n for n in range(10, 16)), (512, 1024)
LONGEST_TEXT, LONGEST_SECONDS, TRIES = 100_000_000, 0.15, 2
VERY_LONG, QUICK_VERY_LONG = 1_000_000, 10_000
SHORT = 0.0003
"""Seconds below which the clock says more of itself."""


def flat(length: int) -> str:
    return " ".join(["x +", "y ="] * (length // 4))


def nested(length: int) -> str:
    depth = length // 3
    return "\\sqrt { " * depth + "x" + " }" * depth


def rows(length: int) -> str:
    return "\\begin {matrix} " + "x \\\\ " * ((length - 4) // 2) + "y \\end {matrix}"


def unclosed(length: int) -> str:
    return "\\sqrt { " * (length // 2) + "x"


def scripts(length: int) -> str:
    return "x _ { i } ^ { 2 } " * (length // 9)


def stacked(length: int) -> str:
    return "x" + " _ { i } ^ { 2 }" * (length // 8)


SHAPES = {make.__name__: make for make in (flat, nested, rows, unclosed, scripts, stacked)}


class Step(NamedTuple):
    """One thing to measure: what it is given is made first, outside of the clock."""

    name: str
    work: Callable[..., object]
    prepare: Callable[[str], object]
    """Raises where the step has no meaning for the expression."""
    is_text: bool = False
    """Whether it writes or reads tree text, whose length is then what its cost is held against."""


def or_error(work: Callable[[str], object]) -> Callable[[str], object]:
    """Let a refusal be a result: it has to come as fast as one."""

    def run(latex: str) -> object:
        try:
            return work(latex)
        except HmerKitError as error:
            return error

    return run


def same(latex: str) -> str:
    return latex


def pickled(tree: LayoutTree) -> object:
    return pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own bytes


def read(name: str, text: str) -> object:
    reader = FORMATS[name].reader()
    reader.feed(text)
    return reader.result()


def latex_steps() -> Iterator[Step]:
    for work in (tokenize, scan, split_tokens, tidy, is_parseable, count_symbols):
        yield Step(work.__name__, work, same)
    yield Step("parse", or_error(parse), same)
    yield Step("parse, repairing", partial(parse, on_error="recover"), same)
    yield Step("convert", lambda latex: convert(latex, "mathwriting"), same)
    for profile in PROFILES:
        yield Step(f"normalize {profile}", or_error(partial(normalize, profile=profile)), same)


def tree_steps() -> Iterator[Step]:
    for work in (to_latex, outline, tree_text, to_svg, to_mathml, complexity, spell, layout_key, pickled):
        yield Step(work.__name__, work, parse)
    yield Step("copy", LayoutTree.copy, parse)
    yield Step("to_networkx", to_networkx, parse)
    yield Step("from_networkx", from_networkx, lambda latex: to_networkx(parse(latex)))


def format_steps() -> Iterator[Step]:
    for name, tree_format in FORMATS.items():
        yield Step(f"{name}: dumps", or_error(tree_format.dumps), same, is_text=True)
        yield Step(f"{name}: loads", tree_format.loads, tree_format.dumps, is_text=True)
        yield Step(f"{name}: forgiving reader", partial(read, name), tree_format.dumps, is_text=True)


STEPS = {step.name: step for step in (*latex_steps(), *tree_steps(), *format_steps())}


def times_of(step: Step, shape: str, sizes: tuple[int, ...]) -> dict[float, float]:
    """Return what the step takes by size, or by the length of its text; nothing where it has no meaning."""
    times: dict[float, float] = {}
    gc.collect()
    for size in sizes:
        latex = SHAPES[shape](size)
        try:
            given = step.prepare(latex)
        except HmerKitError:
            return {}
        text = (step.work(given) if step.prepare is same else given) if step.is_text else None
        length = len(text) if isinstance(text, str) else size
        times[length] = shortest_time(step.work, given, tries=TRIES)
        if times[length] > LONGEST_SECONDS or (isinstance(text, str) and 4 * length > LONGEST_TEXT):
            break
    return {length: taken for length, taken in times.items() if taken > SHORT}


@pytest.mark.parametrize("name", STEPS)
def bench_step(record: Callable[[Row], None], quick: bool, name: str) -> None:
    grown = {shape: times_of(STEPS[name], shape, QUICK_SIZES if quick else SIZES) for shape in SHAPES}
    twice = {
        shape: 2 ** slope(times) for shape, times in grown.items() if len(times) > 1 and max(times) > 1.5 * min(times)
    }
    if not twice:
        assert quick, f"{name} is too quick for its growth to be seen"
        return
    worst = max(twice, key=twice.__getitem__)
    longest = max(grown[worst])
    unit = "characters of text" if STEPS[name].is_text and longest not in SIZES else "tokens"
    told = f"worst of {len(twice)} shapes, {worst}: {grown[worst][longest] * 1e3:,.0f} ms for {longest:,} {unit}"
    record(Row(name, Kind.GROWTH, (twice[worst],), against=told, at_most=None if quick else LINEAR))


@pytest.mark.parametrize(
    "name", ["tokenize", "count_symbols", "parse", "parse, repairing", "normalize same_ink", "released: dumps"]
)
def bench_million_tokens(record: Callable[[Row], None], quick: bool, name: str) -> None:
    latex = flat(QUICK_VERY_LONG if quick else VERY_LONG)
    begun = time.process_time()
    result = STEPS[name].work(latex)
    assert not isinstance(result, Exception)
    taken = time.process_time() - begun
    record(Row(f"{name}, {len(latex.split()):,} tokens in a row", Kind.FIGURE, (taken,), "s"))
