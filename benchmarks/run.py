"""Run the benchmarks, keep what they measured in results.json, and make the page of it, docs/benchmarks.md.

A benchmark runs in a process of its own and says what it measured with ``--json``. Those that are not named keep what
they said last, each with its own date and machine; one that fails is kept as failed, and the exit code is 1.

Run: python benchmarks/run.py [NAME ...] [--quick] [--note TEXT] [--page]
     python benchmarks/run.py latex scoring    these two
     python benchmarks/run.py --page           only the page, from the file
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from _rows import HEAD, Row

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
PAGE = FOLDER.parent / "docs" / "benchmarks.md"
PACKAGES = ("hmer_kit", "torch", "transformers", "torchmetrics", "numpy", "pillow", "rapidfuzz", "networkx")
LONGEST_SECONDS = 7200
INTRODUCTION = """\
# Benchmarks

<!-- Made by benchmarks/run.py from benchmarks/results.json; `make bench` measures anew and writes both. -->

What things cost, as the last run measured it. A ratio compares two sides that took turns in one run on the same inputs,
so that a busy machine slows down both alike; *times as fast* above 1 means faster than the other side. Quartiles are
those of the rounds. Each section says when and on what it was measured, and the docstring of its file says how.

```console
$ make bench                                      # all of them, then this page
$ python benchmarks/run.py latex scoring          # two of them; the others keep what they said last
$ python benchmarks/run.py --quick --note laptop  # small inputs and few rounds, marked as such
```
"""


def benchmarks(folder: Path) -> dict[str, Path]:
    """Return the benchmarks of a folder by their short names."""
    return {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}


def title(path: Path) -> str:
    """Return the first line of a file's docstring, without its last stop."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return text.partition("\n")[0].rstrip(".")


def run(path: Path, *, quick: bool, note: str) -> dict[str, Any]:
    """Run one benchmark; return what it said, and when, where and how."""
    command = [path.name, *(["--quick"] if quick else [])]
    measured: dict[str, Any] = {"date": datetime.now(UTC).date().isoformat(), "quick": quick, "note": note}
    measured |= {"load": round(os.getloadavg()[0], 1), "machine": machine(), "versions": versions()}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figures.json")
        begun = time.perf_counter()
        try:
            done = subprocess.run(  # noqa: S603 - a file of ours
                [sys.executable, str(path.parent / command[0]), *command[1:], "--json", str(file)],
                env={**os.environ, "OMP_NUM_THREADS": "1"},
                check=False,
                timeout=LONGEST_SECONDS,
            )
            failed = f"exit code {done.returncode}" if done.returncode else ""
        except subprocess.TimeoutExpired:
            failed = f"took more than {LONGEST_SECONDS:,} seconds"
        measured["seconds"] = round(time.perf_counter() - begun, 1)
        rows = json.loads(file.read_text(encoding="utf-8")).get("report", []) if file.is_file() and not failed else []
    return {"title": title(path), "command": " ".join(command), "measured": measured, "failed": failed, "rows": rows}


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, memory, system, Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    found = {"processor": processor, "cores": os.cpu_count() or 0}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found["memory_gib"] = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    return {**found, "system": platform.system(), "python": platform.python_version()}


def versions() -> dict[str, str]:
    """Return the versions of what is measured and of what it stands on."""
    installed = {item.metadata["Name"].lower().replace("-", "_"): item.version for item in metadata.distributions()}
    return {name: installed[name] for name in PACKAGES if name in installed}


def page(results: dict[str, Any], known: dict[str, Path]) -> str:
    """Return the page: a section for every benchmark, those that nobody has run by name."""
    parts = [INTRODUCTION]
    for name in known:
        parts += section(name, results[name]) if name in results else []
    absent = [f"`{name}`" for name in known if name not in results]
    if absent:
        parts.append(f"## Not measured yet\n\n{', '.join(absent)}\n")
    return "\n".join(parts)


def section(name: str, entry: dict[str, Any]) -> list[str]:
    """Return the heading of a benchmark, how it was measured, and its table."""
    told = entry["measured"]
    where, used = told["machine"], ", ".join(f"{key} {value}" for key, value in told["versions"].items())
    memory = f", {where['memory_gib']} GiB" if "memory_gib" in where else ""
    how = [
        f"{told['date']}, `{entry['command']}` in {told['seconds']:,.0f} s",
        f"{where['processor']}, {where['cores']} cores{memory}, {where['system']}, Python {where['python']}",
        f"{used}; load {told['load']} when it began",
    ]
    if told["quick"]:
        how.append("**quick**: small inputs and few rounds, to see that it runs")
    if told["note"]:
        how.append(f"**{told['note']}**")
    body = f"It failed: {entry['failed']}.\n" if entry["failed"] else table(entry["rows"])
    lines = "\n".join(f"- {line}" for line in how)
    return [f"## {name}\n", f"{entry['title']}.\n", f"{lines}\n", body]


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a table of Markdown, without the columns that no row has anything for."""
    cells = [HEAD, *(Row.from_dict(row).cells() for row in rows)]
    shown = [at for at in range(len(HEAD)) if any(row[at] for row in cells[1:])]
    lines = ["| " + " | ".join(row[at].replace("|", "\\|") for at in shown) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(shown), *lines[1:]]) + "\n"


def load(file: Path) -> dict[str, Any]:
    """Return what was measured before, by benchmark."""
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    known = benchmarks(FOLDER)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="small inputs and few rounds")
    parser.add_argument("--note", default="", help="what the page should say of this run")
    parser.add_argument("--page", action="store_true", help="measure nothing, make the page from the file")
    options = parser.parse_args()
    chosen = [name.removeprefix("bench_").removesuffix(".py") for name in options.names] or list(known)
    if unknown := [name for name in chosen if name not in known]:
        parser.error(f"expected benchmarks of {', '.join(known)}, got {', '.join(unknown)}")
    results = load(RESULTS)
    failed = []
    for name in [] if options.page else chosen:
        print(f"== {name}", flush=True)
        results[name] = run(known[name], quick=options.quick, note=options.note)
        failed += [name] if results[name]["failed"] else []
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(text := page(results, known), encoding="utf-8")
    if not options.page:
        print(text)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
