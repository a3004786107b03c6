"""Run the benchmarks, keep what they measured in ``results.json``, and make the page of it, ``docs/benchmarks.md``.

A suite runs in several processes, one after the other, whose rounds are taken together: what changes from process to
process (hash seeds, memory layout) is part of the spread. Suites that are not named keep what they said last, each with
its own date and machine. The exit code is 1 if a suite fell over, or if a row of a run that is not quick misses its
bound.

Run: python -m benchmarks [NAME ...] [--quick] [--processes 3] [--note TEXT] [--page] [--second FILE]
     python -m benchmarks counting scoring     these two
     python -m benchmarks --page               only the page, from the file
     python -m benchmarks --second FILE        hold results.json against that of a second run, and say so on the page
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness.machine import machine, versions
from benchmarks.harness.page import page, title
from benchmarks.harness.rows import Row, Verdict, pooled
from benchmarks.harness.second import compared

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
PAGE = FOLDER.parent / "docs" / "benchmarks.md"
LONGEST_SECONDS = 3600
PROCESSES = 3


def suites(folder: Path) -> dict[str, Path]:
    """Return the suites of a folder by their short names."""
    return {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}


def run(path: Path, *, quick: bool, processes: int, note: str) -> dict[str, Any]:
    """Run one suite; return what it said, and when, where and how."""
    measured: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat(), "quick": quick, "note": note}
    measured |= {"processes": processes, "load": round(os.getloadavg()[0], 1)}
    measured |= {"machine": machine(), "versions": versions()}
    begun = time.perf_counter()
    said = [once(path, quick=quick) for _ in range(processes)]
    measured["seconds"] = round(time.perf_counter() - begun, 1)
    rows = pooled(Row.from_dict(row) for each in said for row in each.get("rows", []))
    outcomes = {name: told for each in said for name, told in each.get("outcomes", {}).items()}
    return {
        "title": title(path),
        "measured": measured,
        "failed": next((each["failed"] for each in said if each["failed"]), ""),
        "outcomes": outcomes,
        "absent": sorted({name for each in said for name in each.get("absent", [])}),
        "rows": [row.to_dict() for row in rows],
    }


def once(path: Path, *, quick: bool) -> dict[str, Any]:
    """Run one suite in one process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figures.json")
        options = ["-c", str(FOLDER / "pytest.ini"), "--figures", str(file), *(["--quick"] if quick else [])]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *options, str(path)],
                env=environment(),
                check=False,
                timeout=LONGEST_SECONDS,
            )
            failed = f"exit code {done.returncode}" if done.returncode else ""
        except subprocess.TimeoutExpired:
            failed = f"took more than {LONGEST_SECONDS:,} seconds"
        said = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {**said, "failed": failed}


def environment() -> dict[str, str]:
    """Return the environment of a suite: one thread, no sign of a pytest around it, under which nothing is timed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "OMP_NUM_THREADS": "1"}


def load(file: Path) -> dict[str, Any]:
    """Return what was measured before, by suite."""
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return kept


def verdicts(results: dict[str, Any], names: list[str]) -> Counter[str]:
    """Return how many rows of these suites keep their bound, and how many do not."""
    rows = [Row.from_dict(row) for name in names for row in results["suites"][name]["rows"]]
    return Counter(str(row.verdict) for row in rows if row.verdict)


def arguments() -> argparse.Namespace:
    """Return what is asked for."""
    known = suites(FOLDER / "suites")
    parser = argparse.ArgumentParser(prog="benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="small inputs and few rounds, one process")
    parser.add_argument("--processes", type=int, default=PROCESSES, metavar="N", help="processes of each suite")
    parser.add_argument("--note", default="", help="what the page should say of this run")
    parser.add_argument("--page", action="store_true", help="measure nothing, make the page from the file")
    parser.add_argument(
        "--second", type=Path, metavar="FILE", help="results.json of a second run, to hold against ours"
    )
    options = parser.parse_args()
    options.names = [name.removeprefix("bench_").removesuffix(".py") for name in options.names] or list(known)
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"expected suites of {', '.join(known)}, got {', '.join(unknown)}")
    return options


def main() -> int:
    options, known = arguments(), suites(FOLDER / "suites")
    results = {"suites": {}, **load(RESULTS)}
    only_shown = options.page or options.second is not None
    failed = []
    for name in [] if only_shown else options.names:
        print(f"== {name}", flush=True)
        entry = run(
            known[name], quick=options.quick, processes=1 if options.quick else options.processes, note=options.note
        )
        results["suites"][name] = entry
        failed += [name] if entry["failed"] else []
        write(results)
    if options.second:
        results["second"] = compared(results, load(options.second))
        print("\n".join(results["second"]["lines"]))
        write(results)
    PAGE.write_text(page(results, known), encoding="utf-8")
    if only_shown:
        return int(bool(options.second and results["second"]["other_verdicts"]))
    counted = verdicts(results, options.names)
    print(", ".join(f"{number} {verdict}" for verdict, number in counted.items()), file=sys.stderr)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed or (counted[Verdict.MISSED] and not options.quick)))


def write(results: dict[str, Any]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
