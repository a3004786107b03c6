"""The benchmark page: a section for every suite, with its verdicts first."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks.harness.rows import HEAD, Kind, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["page", "title"]

INTRODUCTION = """\
# Benchmarks

<!-- Made by python -m benchmarks from benchmarks/results.json; `make bench` measures anew and writes both. -->

What things cost beside what people use today, and beside what nothing can be faster than. All sides of a ratio took
turns in one run on the same inputs, so that a busy machine slows down all of them alike.

- *times as fast*: as a peer that people would use for it; above 1 is faster. Peers from PyPI run in an environment of
  their own, with their versions beside them; *restated* are scripts that no package brings, in our own words.
- *times the limit*: the cost beside that of what any way of doing it has to do at least. What takes more than
  twice of it says why.
- *times for twice*: what twice the input costs, fitted through many doublings; 2 is linear.
- The spread is that of the middle eight tenths of all rounds of several processes. A bound that the median misses and
  a round in ten keeps is *within the spread*.

```console
$ make bench                                   # all of them, then this page
$ python -m benchmarks counting scoring        # two of them; the others keep what they said last
$ python -m benchmarks --quick --note laptop   # small inputs and few rounds, marked as such
$ python -m benchmarks --second other.json     # the results of a second run held against these
```
"""
BOUND = {
    Kind.PEER: "beside peers",
    Kind.LIMIT: "beside limits",
    Kind.GROWTH: "growth",
    Kind.MEMORY: "memory",
    Kind.FIGURE: "others",
}


def title(path: Path) -> str:
    """Return the first line of a file's docstring, without its last stop."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return text.partition("\n")[0].rstrip(".")


def page(results: dict[str, Any], known: dict[str, Path]) -> str:
    """Return the page: all verdicts, a section for every suite, those that nobody has run by name."""
    measured = {name: results["suites"][name] for name in known if name in results["suites"]}
    parts = [INTRODUCTION, summary(measured, results.get("second"))]
    for name, entry in measured.items():
        parts += section(name, entry)
    if absent := [f"`{name}`" for name in known if name not in measured]:
        parts.append(f"## Not measured yet\n\n{', '.join(absent)}\n")
    return "\n".join(parts)


def summary(measured: dict[str, Any], second: dict[str, Any] | None) -> str:
    """Return how many rows of each kind keep their bound, every one that does not, and how a second run agreed."""
    rows = [(name, Row.from_dict(row)) for name, entry in measured.items() for row in entry["rows"]]
    asked = Counter((row.kind, row.verdict) for _, row in rows if row.verdict)
    head = [v for v in Verdict if v]
    lines = ["## All in one\n", "| rows with a bound | " + " | ".join(head) + " |", "|" + "---|" * (len(head) + 1)]
    for kind, words in BOUND.items():
        counts = [asked[kind, verdict] for verdict in head]
        lines += [f"| {words} | " + " | ".join(map(str, counts)) + " |"] if any(counts) else []
    missed = [(name, row) for name, row in rows if row.verdict is Verdict.MISSED]
    lines += [f"\nMissed: {name}: {' | '.join(filter(None, row.cells()))}" for name, row in missed]
    lines += [f"\nNot measured: {what}" for entry in measured.values() for what in entry["absent"]]
    return "\n".join([*lines, *_second(second), ""])


def _second(told: dict[str, Any] | None) -> Iterable[str]:
    if told is None:
        return
    yield (
        f"\nA second full run: {told['rows']:,} rows, {told['other_verdicts']} with another verdict; of "
        f"{told['ratios']:,} ratios {told['within_spread']:,} lie within their spread."
    )
    for line in told["lines"]:
        yield f"\n- {line}"


def section(name: str, entry: dict[str, Any]) -> list[str]:
    """Return the heading of a suite, how it was measured, and its table."""
    told = entry["measured"]
    where, used = told["machine"], ", ".join(f"{key} {value}" for key, value in told["versions"].items())
    memory = f", {where['memory_gib']} GiB" if "memory_gib" in where else ""
    processes = f"{told['processes']} process{'es' if told['processes'] > 1 else ''}"
    how = [
        f"{told['date']}, {processes} in {told['seconds']:,.0f} s; load {told['load']} when it began",
        f"{where['processor']}, {where['cores']} cores{memory}, {where['system']}, Python {where['python']}; {used}",
    ]
    if told["quick"]:
        how.append("**quick**: small inputs and few rounds, to see that it runs")
    if told["note"]:
        how.append(f"**{told['note']}**")
    how += [f"{what}: {outcome}" for what, outcome in entry["outcomes"].items()]
    body = f"It failed: {entry['failed']}.\n" if entry["failed"] else ""
    body += table([Row.from_dict(row) for row in entry["rows"]]) if entry["rows"] else ""
    lines = "\n".join(f"- {line}" for line in how)
    return [f"## {name}\n", f"{entry['title']}.\n", f"{lines}\n", body]


def table(rows: list[Row]) -> str:
    """Return the rows as a table of Markdown, without the columns that no row has anything for."""
    cells = [HEAD, *(row.cells() for row in rows)]
    shown = [at for at in range(len(HEAD)) if any(row[at] for row in cells[1:])]
    lines = ["| " + " | ".join(row[at].replace("|", "\\|") for at in shown) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(shown), *lines[1:]]) + "\n"
