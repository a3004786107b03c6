"""What a start of the command line costs: CPU time of whole processes, beside a bare ``python -c pass``.

Each command is asked for its help, and some do a small job; each light room is imported. Processes take turns, and the
quickest of some rounds counts, so that a busy machine slows down all alike. Bytecode is cached in a folder of its own,
as an installation has it. The modules that cost most of the slowest start are named, as ``python -X importtime`` sees
them.

Run: python benchmarks/bench_startup.py [--quick] [--json FILE]
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from _measure import arguments, table, write_json
from _rows import Row

from hmer_kit.cli._commands import COMMANDS

ROUNDS, QUICK_ROUNDS = 7, 1
QUICK = ("count", "score", "build-tasks")
LIMIT = 0.3
"""Seconds that a start without torch may take."""
ROOMS = (
    "alignment",
    "counting",
    "data",
    "error_mining",
    "ink",
    "latex",
    "report",
    "scoring",
    "tasks",
    "tree_cot",
    "visual",
)
BARE = ("-c", "pass")


def cpu_seconds(words: tuple[str, ...], environment: dict[str, str]) -> float:
    """Return user and system time of one process."""
    with open(os.devnull, "r+b") as nowhere:
        process = subprocess.Popen(
            [sys.executable, *words], env=environment, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )
        _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0  # it has been waited for
    return used.ru_utime + used.ru_stime


def starts(folder: Path, *, quick: bool) -> dict[str, tuple[str, ...]]:
    """Return what is started, by what it is called."""
    predictions = folder / "pred.json"
    predictions.write_text(json.dumps([{"img_id": "a", "gt": "x + 1", "pred": "X + 1"}]), encoding="utf-8")
    program = ("-m", "hmer_kit")
    found = {f"{name} --help": (*program, name, "--help") for name in (QUICK if quick else COMMANDS)}
    found |= {
        "count x": (*program, "count", "x"),
        "tree x": (*program, "tree", "x"),
        "score FILE": (*program, "score", str(predictions)),
        "label-noise FILE": (*program, "label-noise", "--min-models", "1", str(predictions)),
        "count --print-config x": (*program, "count", "--print-config", "x"),
    }
    rooms = ROOMS[:2] if quick else ROOMS
    return found | {f"import hmer_kit.{room}": ("-c", f"import hmer_kit.{room}") for room in rooms}


def offenders(words: tuple[str, ...], environment: dict[str, str], *, most: int = 8) -> list[tuple[str, float]]:
    """Return the packages whose own modules take longest to import, in milliseconds."""
    command = [sys.executable, "-X", "importtime", *words]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    spent: dict[str, float] = {}
    for own, name in re.findall(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", run.stderr, re.MULTILINE):
        parts = name.split(".")
        package = ".".join(parts[: 2 if parts[0] == "hmer_kit" else 1])
        spent[package] = spent.get(package, 0) + int(own) / 1000
    return sorted(spent.items(), key=lambda item: -item[1])[:most]


def rows_of(best: dict[str, float]) -> list[Row]:
    """Return what the benchmark page shows: every start of a command with its limit."""
    shown = {what: spent for what, spent in best.items() if not what.startswith("import ") and what != "python -c pass"}
    return [
        Row(f"hmer-kit {what}", 1000 * spent, "ms of CPU time", at_most=1000 * LIMIT) for what, spent in shown.items()
    ]


def main() -> None:
    args = arguments(__doc__).parse_args()
    rounds = QUICK_ROUNDS if args.quick else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPYCACHEPREFIX": f"{name}/bytecode", "OMP_NUM_THREADS": "1"}
        found = {"python -c pass": BARE, **starts(Path(name), quick=args.quick)}
        for words in found.values():
            cpu_seconds(words, environment)  # fills the cache
        best = dict.fromkeys(found, float("inf"))
        for _ in range(rounds):
            for what, words in found.items():
                best[what] = min(best[what], cpu_seconds(words, environment))
        slowest = max(best, key=best.__getitem__)
        blame = offenders(found[slowest], environment)
    bare = best["python -c pass"]
    rows = [(what, f"{1000 * spent:.0f}", f"{spent / bare:.1f}") for what, spent in best.items()]
    print(table(("start", "CPU ms", "× python -c pass"), rows))
    over = [what for what, spent in best.items() if spent > LIMIT]
    print(f"above {1000 * LIMIT:.0f} ms: {', '.join(over) or 'none'}")
    print(f"{slowest}: " + ", ".join(f"{package} {spent:.0f} ms" for package, spent in blame))
    figures = {"seconds": best, "bare": bare, "over": over, "slowest": slowest, "offenders": blame}
    write_json(args.json, figures, report=rows_of(best))


if __name__ == "__main__":
    main()
