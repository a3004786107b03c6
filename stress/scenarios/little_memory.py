"""Every reader and parser under a memory limit, with input that is hostile by its size.

Readers and parsers are found, not listed; one that has no sample is a failure. Each call is made in a process of its
own that may have ``MEMORY`` MiB more than the library took to import. It may end with an error of the library or with a
result; a MemoryError, a crash, a kill or a wait without end is a failure.
"""

from __future__ import annotations

import functools
import inspect
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from stress.faults.forked import HAS_LIMITS, Limits, in_child
from stress.faults.hostile import DEEP, TEXTS, hostile_file
from stress.harness.trial import NotTried, survived
from stress.material.samples import BUILDERS
from stress.subjects.readers import read_all
from stress.subjects.surface import text_functions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 2
LIMIT = 500.0
MEMORY = 768
"""MiB: the largest input is 32 MiB, and JSON, the costliest, takes some five times its size twice over; a limit of the
library that is looked at too late shows as a MemoryError."""
SECONDS = 150.0
SQUARE = 3_000
"""Levels for what writes a line a symbol, indented by its depth: such a text grows with the square of the depth."""
READS, PARSES = 14, 10
"""Calls of a trial, drawn from all pairs."""

NO_PARSERS = {
    "data.PackedInk.of": "takes what load_inkml reads",
    "ink.MathTree.data": "a method that the XML parser calls",
    "tree_cot.TreeFormat.dumps": "a protocol",
    "tree_cot.TreeFormat.loads": "a protocol",
    "tasks.Task.read": "a protocol",
    "latex.to_sympy": "algebra is done by equivalent within its time limit; to_sympy has no limit of time to keep",
}


def trial(rng: random.Random, folder: Path) -> str:
    """Read hostile files and parse hostile texts, drawn from all readers and parsers."""
    if not HAS_LIMITS:
        raise NotTried("needs the figures of memory that Linux gives")
    pairs, parsers = read_all(), _parsers()
    outcomes: Counter[str] = Counter()
    wrong = []
    for number, (name, kind, read) in enumerate(rng.sample(pairs, READS)):
        place = folder / str(number)
        place.mkdir()
        path = BUILDERS[kind](place)
        chosen = rng.choice(sorted(file for file in place.rglob("*") if file.is_file()))
        what = hostile_file(chosen, rng)
        outcome = in_child(functools.partial(read, path), Limits(memory_mib=MEMORY, seconds=SECONDS))
        outcomes[outcome.kind] += 1
        if not outcome.is_good:
            wrong.append(f"{name} of {kind}, {what} in {chosen.relative_to(place)}: {outcome.shown()}")
    for name in rng.sample(sorted(parsers), PARSES):
        what = rng.choice(sorted(TEXTS))
        call = functools.partial(_parse, parsers[name], what)
        outcome = in_child(call, Limits(memory_mib=MEMORY, seconds=SECONDS))
        outcomes[outcome.kind] += 1
        if not outcome.is_good:
            wrong.append(f"{name} of {what}: {outcome.shown()}")
    assert not wrong, "\n".join(wrong)
    ends = f"{outcomes['refused']} refused by a clear error, {outcomes['returned']} read or noted within {MEMORY} MiB"
    return survived({"hostile files": READS, "hostile texts": PARSES}, ends)


def _parse(function: Callable[..., Any], what: str) -> None:
    """Call a parser with a hostile text; what else it needs is plain."""
    import hmer_kit.ink

    plain: dict[str, Any] = {
        "vocabulary": ["x"], "log": [], "rng": random.Random(0), "reference": "x + 1", "latex": "x + 1", "count": 1,
        "prediction": "x + 1", "name": "a", "dialect": "crohme",
    }  # fmt: skip
    if function.__name__ == "render":
        plain["writer"] = hmer_kit.ink.Writer.from_seed(1)
    first, *rest = [each for each in inspect.signature(function).parameters.values() if each.name != "self"]
    needed = {each.name: plain[each.name] for each in rest if each.default is each.empty}
    text = TEXTS[what](SQUARE if function.__name__ in {"dumps", "lines", "is_tree_of"} else DEEP)
    made = function(text.encode() if first.annotation == "bytes" else text, **needed)
    if inspect.isgenerator(made):
        for _ in made:
            pass


def _parsers() -> dict[str, Callable[..., Any]]:
    """Return the parsers by name; methods are bound to an object of their class."""
    found = {name: function for name, function in text_functions().items() if name not in NO_PARSERS}
    for name, function in list(found.items()):
        if "self" in inspect.signature(function).parameters:
            found[name] = getattr(_owner(name), name.rpartition(".")[2])
    return found


def _owner(name: str) -> Any:
    """Return an object with the method of that name."""
    from hmer_kit.latex import Vocabulary
    from hmer_kit.tasks import ErrorCorrection, ErrorDetection, SymbolCounting, TreeCoT, Vanilla
    from hmer_kit.tree_cot import FORMATS

    _, kind, _ = name.split(".")
    tasks: list[Any] = [ErrorCorrection(), ErrorDetection(), SymbolCounting(), TreeCoT(), Vanilla()]
    known = [*FORMATS.values(), *tasks, Vocabulary(("x", "+"))]
    named = {type(each).__name__: each for each in known}
    if kind == "TreeReader":
        return FORMATS["released"].reader()
    assert kind in named, f"no object of {kind}: add one to stress/scenarios/little_memory.py"
    return named[kind]
