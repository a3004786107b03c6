"""What a run says in the end: the summary of its entries, and the page of the summary."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.harness.machine import machine, versions
from stress.harness.trial import faults_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stress.harness.running import Entry, Scenario

__all__ = ["PACKAGES", "again", "page", "summary"]

PACKAGES = ("hmer_kit", "torch", "transformers", "lightning", "numpy", "pillow", "rapidfuzz", "pyarrow", "hypothesis")
BROKEN_KEPT = 20
INTRODUCTION = """\
# Stress

<!-- Made by python -m stress from stress/results.json; `make stress` tries anew and writes both. -->

What was done to break hmer_kit, how often, and what it survived. A trial runs in processes of its own and in an empty
folder; everything in it is drawn from a seed, so that the command beside a broken one makes the same draws again. A
trial that hangs is broken, and so is one that leaves a process running. What cannot be tried on a machine is listed
with the reason, and counts for nothing.

```console
$ make stress                                            # ten minutes, then this page
$ make stress SECONDS=3600 SEED=7                        # an hour, with other draws
$ python -m stress killed_building --seconds 60          # one scenario; leaves this page as it is
$ python -m stress killed_building --seed 7 --trial 3    # one trial again
```
"""


def summary(
    entries: Sequence[Entry], scenarios: Mapping[str, Scenario], *, seed: int, seconds: float
) -> dict[str, Any]:
    """Return the counts of a run, by scenario and together, with what they depend on."""
    parts = {name: _part([entry for entry in entries if entry.scenario == name]) for name in scenarios}
    for name, scenario in scenarios.items():
        parts[name] = {"title": scenario.title, **parts[name]}
    faults: Counter[str] = Counter()
    for part in parts.values():
        faults.update(part["faults"])
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {**machine(), "root": hasattr(os, "geteuid") and os.geteuid() == 0},
        "versions": versions(PACKAGES),
        "seed": seed,
        "seconds": round(seconds, 1),
        "tried": sum(part["tried"] for part in parts.values()),
        "survived": sum(part["survived"] for part in parts.values()),
        "faults": dict(sorted(faults.items())),
        "scenarios": parts,
    }


def _part(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the counts of one scenario."""
    ordered = sorted(entries, key=lambda entry: entry.number)
    lived = [entry for entry in ordered if entry.outcome == "survived"]
    broken = [entry for entry in ordered if entry.outcome == "broken"]
    faults: Counter[str] = Counter()
    for entry in lived:
        faults.update(faults_in(entry.what))
    return {
        "tried": len(lived) + len(broken),
        "survived": len(lived),
        "seconds": round(sum(entry.seconds for entry in ordered), 1),
        "faults": dict(sorted(faults.items())),
        "last": lived[-1].what if lived else "",
        "not_tried": dict(Counter(entry.what for entry in ordered if entry.outcome == "not tried")),
        "broken": [
            {"number": entry.number, "what": entry.what, "again": again(entry)} for entry in broken[:BROKEN_KEPT]
        ],
    }


def again(entry: Entry) -> str:
    """Return the command that makes a trial again."""
    return f"python -m stress {entry.scenario} --seed {entry.seed} --trial {entry.number}"


def page(results: Mapping[str, Any]) -> str:
    """Return the page: the totals, a table of the scenarios, what was not tried, and what broke."""
    if not results:
        return f"{INTRODUCTION}\nNobody has run it yet.\n"
    parts = results["scenarios"]
    return "\n".join([INTRODUCTION, _totals(results), _table(parts), *_not_tried(parts), *_broken(parts)])


def _totals(results: Mapping[str, Any]) -> str:
    where, used = results["machine"], ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    memory = f", {where['memory_gib']} GiB" if "memory_gib" in where else ""
    rights = "as root" if where["root"] else "not as root"
    faults = ", ".join(f"{count:,} {kind}" for kind, count in results["faults"].items())
    broken = results["tried"] - results["survived"]
    return (
        f"## The last run\n\n"
        f"- **{results['tried']:,} trials, {results['survived']:,} survived, {broken:,} broken**\n"
        f"- {results['date']}, seed {results['seed']}, {results['seconds']:,.0f} s\n"
        f"- {where['processor']}, {where['cores']} cores{memory}, {where['system']}, {rights}\n"
        f"- Python {where['python']}, {used}\n"
        f"- faults of the trials that survived: {faults or 'none'}\n"
    )


def _table(parts: Mapping[str, Any]) -> str:
    head = [
        "| scenario | what is tried | trials | survived | faults | what the last one said |",
        "|---|---|---|---|---|---|",
    ]
    rows = []
    for name, part in parts.items():
        cells = [f"`{name}`", part["title"], f"{part['tried']:,}", f"{part['survived']:,}"]
        said = part["last"].partition(": ")[2] or part["last"]
        rows.append("| " + " | ".join(map(_cell, [*cells, f"{sum(part['faults'].values()):,}", said])) + " |")
    return "\n".join([*head, *rows]) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _not_tried(parts: Mapping[str, Any]) -> list[str]:
    lines = [
        f"- `{name}`, {count:,} times: {_cell(reason)}"
        for name, part in parts.items()
        for reason, count in part["not_tried"].items()
    ]
    return ["## Not tried\n", "\n".join(lines) + "\n"] if lines else []


def _broken(parts: Mapping[str, Any]) -> list[str]:
    found = [(name, one) for name, part in parts.items() for one in part["broken"]]
    texts = [
        f"### `{name}`, trial {one['number']}\n\nAgain: `{one['again']}`\n\n```text\n{one['what']}\n```\n"
        for name, one in found
    ]
    return ["## Broken\n", *texts] if texts else []
