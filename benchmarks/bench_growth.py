r"""Growth of every step with the length of the input: 64 to 65,536 tokens by doubling, in five shapes.

- flat: ``x + x + ...``; nested: ``\sqrt { \sqrt { ... } }``; rows: one matrix with a row for every two tokens;
- unclosed: ``\sqrt { \sqrt { ...`` without an end, where raising the error is what is measured, and repairing it;
- scripts: ``x _ { i } ^ { 2 } ...``; stacked: all scripts on one symbol.

For each step and shape the exponent is fitted over the lengths from 512 on: 1 is linear. Tree text with a tab for each
level grows with the square of the depth by its nature, so writers and readers of text are also fitted against the
length of the text. A step is not taken further where one call takes more than two seconds, or the next text would have
more than a hundred million characters; the table says how far it got. The garbage collector rests, as in ``timeit``.

Run: python benchmarks/bench_growth.py [--quick] [--json FILE]
"""

from __future__ import annotations

import gc
import math
import pickle
import time
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from _measure import arguments, slope, table, write_json
from _rows import Row

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
    to_networkx,
    to_svg,
    tokenize,
    tree_text,
)
from hmer_kit.latex.normalization import PROFILES
from hmer_kit.tree_cot import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORTEST, LONGEST, QUICK_LONGEST, FITTED_FROM = 64, 65_536, 4_096, 512
LONGEST_TEXT, LONGEST_SECONDS = 100_000_000, 2.0
TRIES, QUICK_TRIES, ENOUGH_SECONDS = 3, 1, 0.1
CHECKED, CHECKED_SHAPES, CHECKED_SECONDS = 4_096, ("nested", "unclosed"), 0.020
VERY_LONG = 1_000_000


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


class Grown(NamedTuple):
    """What one step took on one shape."""

    step: str
    shape: str
    longest: int
    """Tokens of the longest input."""
    seconds: float
    """For the longest."""
    checked_seconds: float | None
    """At 4,096 tokens."""
    exponent: float
    text_exponent: float | None
    """Against the length of the text that is written or read."""


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


def recover(latex: str) -> object:
    return parse(latex, on_error="recover")


def graph_of(latex: str) -> object:
    return to_networkx(parse(latex))


def pickled(tree: LayoutTree) -> object:
    return pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own bytes


def to_dialect(latex: str) -> object:
    return convert(latex, "mathwriting")


def latex_steps() -> Iterator[Step]:
    for work in (tokenize, scan, split_tokens, tidy, is_parseable, recover, to_dialect, count_symbols):
        yield Step(work.__name__, work, same)
    yield Step("parse", or_error(parse), same)
    for work in (to_latex, outline, tree_text, to_svg, complexity, spell, layout_key, LayoutTree.copy, pickled):
        yield Step(work.__name__, work, parse)
    yield Step("to_networkx", to_networkx, parse)
    yield Step("from_networkx", from_networkx, graph_of)
    for profile in PROFILES:
        yield Step(f"normalize {profile}", or_error(partial(normalize, profile=profile)), same)


def format_steps() -> Iterator[Step]:
    for name, tree_format in FORMATS.items():

        def read(text: str, new_reader: Callable = tree_format.reader) -> object:
            reader = new_reader()
            reader.feed(text)
            return reader.result()

        yield Step(f"{name}: dumps", or_error(tree_format.dumps), same)
        yield Step(f"{name}: loads", tree_format.loads, tree_format.dumps)
        yield Step(f"{name}: forgiving", read, tree_format.dumps)


def shortest_time(work: Callable[..., object], given: object, *, tries: int = TRIES) -> float:
    """Return CPU seconds for one call: the best of a few tries, for there is no negative noise."""
    times: list[float] = []
    while len(times) < tries and (not times or sum(times) < ENOUGH_SECONDS):
        gc.disable()
        begun = time.process_time()
        work(given)
        times.append(time.process_time() - begun)
        gc.enable()
    return min(times)


def grown(step: Step, shape: str, *, longest: int, tries: int) -> Grown | None:
    """Measure a step on longer and longer inputs; None where it has no meaning for the shape."""
    times: dict[float, float] = {}
    text_times: dict[float, float] = {}
    length = SHORTEST
    gc.collect()
    while length <= longest:
        latex = SHAPES[shape](length)
        try:
            given = step.prepare(latex)
        except HmerKitError:
            return None
        written = given if step.prepare is not same else step.work(given)
        times[length] = shortest_time(step.work, given, tries=tries)
        if isinstance(written, str) and ":" in step.name:
            text_times[len(written)] = times[length]
        if times[length] > LONGEST_SECONDS or (text_times and 4 * max(text_times) > LONGEST_TEXT):
            break
        length *= 2
    reached = max(times)
    return Grown(
        step.name,
        shape,
        int(reached),
        times[reached],
        times.get(CHECKED),
        slope({at: taken for at, taken in times.items() if at >= FITTED_FROM}),
        slope({at: taken for at, taken in text_times.items() if at >= FITTED_FROM * 4}) if text_times else None,
    )


def very_long() -> list[tuple[str, float]]:
    """Run what reads LaTeX on a million tokens in a row: nothing may recurse."""
    latex = flat(VERY_LONG)
    steps = [*latex_steps(), *(step for step in format_steps() if step.prepare is same)]
    return [(step.name, shortest_time(step.work, step.prepare(latex))) for step in steps]


def shown(result: Grown) -> tuple[str, ...]:
    checked = "" if result.checked_seconds is None else f"{result.checked_seconds * 1e3:.1f}"
    text = "" if result.text_exponent is None else f"{result.text_exponent:.2f}"
    longest, taken = f"{result.longest:,}", f"{result.seconds * 1e3:,.0f}"
    return result.step, result.shape, checked, longest, taken, f"{result.exponent:.2f}", text


def report_checked(results: list[Grown]) -> None:
    """Say what takes more than 20 ms for 4,096 nested or unclosed tokens."""
    checked = [result for result in results if result.shape in CHECKED_SHAPES and result.checked_seconds is not None]
    slow = [result for result in checked if (result.checked_seconds or 0) > CHECKED_SECONDS]
    print(f"\n{CHECKED:,} tokens nested or unclosed: {len(checked) - len(slow)} of {len(checked)} steps within 20 ms")
    for result in slow:
        print(f"  over 20 ms: {result.step}, {result.shape}: {(result.checked_seconds or 0) * 1e3:.1f} ms")


def main() -> None:
    options = arguments(__doc__).parse_args()
    longest, tries = (QUICK_LONGEST, QUICK_TRIES) if options.quick else (LONGEST, TRIES)
    steps = [*latex_steps(), *format_steps()]
    print(f"CPU ms at {CHECKED:,} tokens and at the longest; exponent of growth, 1 is linear\n")
    results = [
        found for step in steps for shape in SHAPES if (found := grown(step, shape, longest=longest, tries=tries))
    ]
    head = ("step", "shape", f"ms at {CHECKED:,}", "longest", "ms there", "exponent", "against text")
    print(table(head, map(shown, results)))
    report_checked(results)
    figures: dict[str, object] = {"growth": [result._asdict() for result in results]}
    if not options.quick:
        figures["million"] = million = dict(very_long())
        print(f"\n{VERY_LONG:,} tokens in a row, no RecursionError; CPU seconds:")
        print(", ".join(f"{name} {seconds:.1f}" for name, seconds in million.items()))
    worst: dict[str, float] = {}
    for result in results:
        if not math.isnan(result.exponent):
            worst[result.step] = max(result.exponent, worst.get(result.step, result.exponent))
    report = [Row(f"{name}, worst shape", value, "exponent of growth") for name, value in worst.items()]
    write_json(options.json, figures, report=report)


if __name__ == "__main__":
    main()
