"""Small damage to files of every format: a clear error, or records and notes, and nothing lost in silence.

A file of a valid sample is damaged, and every reader of that kind of sample reads it. It may raise an error of the
library; a result must account for what was there: where fewer records come than were written, something must be noted,
and where a line is a record, records and notes together must be as many as the lines.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING

from stress.faults.forked import Limits, in_child
from stress.faults.mutations import mutated
from stress.harness.trial import survived
from stress.material.records import RECORDS
from stress.material.samples import BUILDERS
from stress.subjects.readers import Read, read_all

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 3
DAMAGES = 120
"""Damaged files of a trial."""
COUNTED = frozenset(
    [
        "captions",
        "captions_in_zip",
        "hme100k",
        "im2latex",
        "image_folder",
        "image_table",
        "inkml",
        "label_graphs",
        "mathwriting",
        "sharegpt",
        "llama_factory",
        "predictions",
        "prediction_lines",
        "shards",
        "parquet",
        "formulas",
        "references",
        "ms_swift",
        "trl",
    ]
)
"""Samples that hold as many records as were asked for, and whose readers name what they leave out."""
BY_LINE = {"formulas": "formulas.txt", "references": "test.txt"}
"""Samples of one file with a record a line."""
WHOLE = frozenset({"a cut", "a lost block", "nothing left", "odd white space"})
"""Damage after which whole rows may be gone without a trace in the file."""


def trial(rng: random.Random, folder: Path) -> str:
    """Damage files and read them, each reader in a process of its own."""
    pairs = [pair for pair in read_all() if pair[1] != "datasets"]
    outcomes: Counter[str] = Counter()
    damages: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(DAMAGES):
        name, kind, read = rng.choice(pairs)
        place = folder / str(number)
        place.mkdir()
        path = BUILDERS[kind](place)
        chosen = rng.choice(sorted(file for file in place.rglob("*") if file.is_file()))
        what, data = mutated(chosen.read_bytes(), rng)
        chosen.write_bytes(data)
        damages[what] += 1
        problem, ended = _problem(name, kind, read, path=path, what=what, chosen=chosen)
        outcomes[ended] += 1
        if problem:
            kept = data if len(data) < 600 else data[:600]
            wrong.append(f"{name} of {kind}, {what} in {chosen.relative_to(place)}: {problem}\n{kept!r}")
    assert not wrong, "\n\n".join(wrong[:8])
    ends = f"{outcomes['refused']} refused by a clear error, {outcomes['returned']} read, and all records accounted for"
    return survived(damages, ends)


def _problem(
    name: str, kind: str, read: Callable[[Path], Read], *, path: Path, what: str, chosen: Path
) -> tuple[str, str]:
    outcome = in_child(functools.partial(read, path), Limits(memory_mib=1024, seconds=30.0))
    if not outcome.is_good:
        return outcome.shown(), outcome.kind
    if outcome.kind == "refused":
        is_named = any(part in outcome.error for part in (chosen.name, path.name, "0000", "r0"))
        return ("" if is_named else f"the error names no place: {outcome.error}"), outcome.kind
    return _unaccounted(name, kind, outcome.value, chosen=chosen, what=what), outcome.kind


def _unaccounted(name: str, kind: str, found: Read, *, chosen: Path, what: str) -> str:
    """Return what is wrong with the numbers of records and notes; nothing where they say all."""
    is_stream = name.rpartition(".")[2].startswith(("iter_", "read_", "open_")) and kind in COUNTED
    if not is_stream or name == "data.read_index":
        return ""
    lines = len([line for line in chosen.read_bytes().split(b"\n") if line])
    if kind in BY_LINE and what not in {"UTF-16", "UTF-32"}:
        blank = [line for line in chosen.read_bytes().removesuffix(b"\n").split(b"\n") if not line]
        if found.records + found.skipped != lines + len(blank):
            return f"{lines} lines, {len(blank)} blank, but {found}"
        return ""
    rows_gone = what in WHOLE and chosen.suffix not in {".png", ".jpg", ".zip", ".tar", ".inkml", ".lg"}
    if found.records < RECORDS and not found.skipped and not rows_gone:
        return f"{RECORDS} records were written, and {found}"
    return ""
