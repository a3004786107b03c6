"""Try to break the library for a bounded time, keep what was tried and survived, and make the page docs/stress.md.

Every scenario of ``scenarios/`` has its turns; each trial is made in a process of its own and draws everything from the
seed, the scenario and its number. The log has a line of JSON a trial. A run of all scenarios writes results.json and
the page; a run of some only says what it found. The exit code is 1 if anything broke.

Run: python -m stress [NAME ...] [--seconds 600] [--seed 0] [--jobs 2] [--log FILE]
     python -m stress NAME --seed 0 --trial 3    one trial again
     python -m stress --page                     only the page, from the file
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stress.harness.processes import ROOT
from stress.harness.results import again, page, summary
from stress.harness.running import Entry, Scenario, run, scenarios
from stress.harness.turns import trials

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = ROOT / "stress"
RESULTS = FOLDER / "results.json"
PAGE = ROOT / "docs" / "stress.md"
LOG = ROOT / "runs" / "stress.jsonl"


def arguments(known: Mapping[str, Scenario]) -> argparse.Namespace:
    """Return the options, with the names of scenarios that are there."""
    parser = argparse.ArgumentParser(prog="stress", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all of them if none is named")
    parser.add_argument("--seconds", type=float, default=600.0, metavar="N", help="how long (600)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all draws (0)")
    parser.add_argument("--trial", type=int, metavar="N", help="this one trial of the one scenario that is named")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), metavar="N", help="trials at a time")
    parser.add_argument(
        "--log", type=Path, default=LOG, metavar="FILE", help="a line of JSON a trial (runs/stress.jsonl)"
    )
    parser.add_argument("--page", action="store_true", help="try nothing, make the page from the file")
    options = parser.parse_args()
    options.names = [Path(name).stem for name in options.names]
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"expected scenarios of {', '.join(known)}, got {', '.join(unknown)}")
    if options.trial is not None and len(options.names) != 1:
        parser.error(f"expected one scenario with --trial, got {len(options.names)}")
    return options


def logged(entries: Iterable[Entry], log: Path) -> list[Entry]:
    """Write each entry to the log and to the screen as it comes; return them all."""
    log.parent.mkdir(parents=True, exist_ok=True)
    kept = []
    with log.open("w", encoding="utf-8") as file:
        for entry in entries:
            kept.append(entry)
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            file.flush()
            lines = entry.what if entry.outcome == "broken" else entry.what.partition("\n")[0]
            mark = "BROKEN" if entry.outcome == "broken" else entry.outcome
            print(f"{entry.scenario} {entry.number}, {entry.seconds} s, {mark}: {lines}", flush=True)
    return kept


def load(file: Path) -> dict[str, Any]:
    """Return the summary of the last run; empty if there is none."""
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return kept


def keep(entries: list[Entry], known: Mapping[str, Scenario], *, seed: int, seconds: float) -> None:
    """Write the summary of a run of all scenarios, and its page."""
    results = summary(entries, known, seed=seed, seconds=seconds)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


def main() -> int:
    """Read the options, try, and say what came of it."""
    known = scenarios(FOLDER / "scenarios")
    options = arguments(known)
    if options.page:
        PAGE.write_text(page(load(RESULTS)), encoding="utf-8")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: trials under way are ended too
    begun = time.monotonic()
    chosen = [known[name] for name in options.names or known]
    if options.trial is not None:
        entries = logged([run(chosen[0], options.seed, number=options.trial)], options.log)
    else:
        entries = logged(trials(chosen, options.seed, seconds=options.seconds, jobs=options.jobs), options.log)
    if not options.names:
        keep(entries, known, seed=options.seed, seconds=time.monotonic() - begun)
    outcomes = Counter(entry.outcome for entry in entries)
    print(", ".join(f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items())))
    for entry in entries:
        if entry.outcome == "broken":
            print(f"BROKEN: {entry.scenario}, trial {entry.number}; again: {again(entry)}")
    return int(bool(outcomes["broken"]))


if __name__ == "__main__":
    sys.exit(main())
