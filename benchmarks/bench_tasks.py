"""The five task files of 386,000 expressions, written to disk: one process, two processes, and a plain script.

Records are made as they are asked for, from the real captions over and over with other ids, and each with a prediction
in which a symbol or two is wrong. Every side runs in a process of its own, started by this one, so that its peak memory
is its own; the plain script is ``reference_tasks``. The files of both sides are held against each other, row by row.

Run: python benchmarks/bench_tasks.py [--quick] [--expressions N] [--folder DIR] [--json FILE]
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _expressions import keep, mix
from _measure import arguments, table, write_json
from _rows import Row

from hmer_kit.data import BytesImage, Record
from hmer_kit.error_mining import corrupt
from hmer_kit.tasks import TASKS, BuildPlan, build_task_files

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPRESSIONS, QUICK_EXPRESSIONS = 386_000, 2000
"""How many expressions the released Uni-MuMER training data has, about."""
CAPTIONS, QUICK_CAPTIONS = 40_000, 60
KIBIBYTES = 1 if sys.platform != "darwin" else 1024
SIDES = {"one process": ("ours", 1), "two processes": ("ours", 2), "plain script": ("plain", 1)}


def pairs(captions: list[str]) -> list[tuple[str, str]]:
    """Return each caption with a prediction that is wrong in a symbol or two."""
    rng = random.Random(0)

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng)

    return [(wrong(latex), latex) for latex in keep(captions, wrong)]


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    """Return the largest memory that this process, or a child of it, has had so far, in MiB."""
    return resource.getrusage(who).ru_maxrss / KIBIBYTES / 1024


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# One side, in a process of its own


def rows(known: list[list[str]], number: int) -> Iterator[tuple[str, str, str]]:
    """Yield the picture, the prediction and the reference of so many expressions, the pairs over and over."""
    for index, (prediction, reference) in enumerate(itertools.islice(itertools.cycle(known), number)):
        yield f"{index}.png", prediction, reference


def run_side(side: str, *, workers: int, known: list[list[str]], number: int, folder: Path) -> dict[str, Any]:
    """Write the files; return what it cost."""
    peaks = [peak_mib()]

    def records() -> Iterator[Record]:
        for index, (name, prediction, reference) in enumerate(rows(known, number)):
            if index == number // 10:
                peaks.append(peak_mib())
            yield Record(f"expression {index}", reference, prediction=prediction, image=BytesImage(name, b""))

    begun, clock = cpu_seconds(), time.perf_counter()
    if side == "plain":
        import reference_tasks

        written: dict[str, int] = reference_tasks.write(lambda: rows(known, number), folder)
        left_out = 0
    else:
        built = build_task_files(records(), folder, plan=BuildPlan(decoding="trust"), workers=workers)
        written, left_out = dict(built.examples), sum(built.bad.values())
    seconds, cpu = time.perf_counter() - clock, cpu_seconds() - begun
    peaks.append(peak_mib())
    of_a_worker = peak_mib(resource.RUSAGE_CHILDREN) if workers > 1 else 0
    return {
        "examples": written,
        "left_out": left_out,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "peak_mib": peaks,
        "worker_peak_mib": of_a_worker,
        "mib": sum(file.stat().st_size for file in folder.iterdir()) / 2**20,
    }


def start_side(name: str, *, place: Path, number: int) -> dict[str, Any]:
    """Run one side in a fresh process."""
    side, workers = SIDES[name]
    command = [sys.executable, __file__, "--side", side, str(workers), str(place), "--expressions", str(number)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


# Both sides held against each other


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of each row of a released file, by its layout, without parsing it."""
    held: list[str] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line in {"    },\n", "    }\n"}:
                yield int(held[2].strip(' ",\n').removesuffix(".png")), "".join(held)
                held = []
            elif line not in {"[\n", "]"}:
                held.append(line)


def compare(ours: Path, plain: Path) -> Counter[str]:
    """Count the rows that both sides have, alike or not, and those of one alone."""
    found: Counter[str] = Counter()
    theirs = texts(plain)
    number, text = next(theirs, (sys.maxsize, ""))
    for our_number, our_text in texts(ours):
        while number < our_number:
            found["plain alone"] += 1
            number, text = next(theirs, (sys.maxsize, ""))
        if number > our_number:
            found["ours alone"] += 1
            continue
        found["equal" if text == our_text else "different"] += 1
        number, text = next(theirs, (sys.maxsize, ""))
    found["plain alone"] += (number < sys.maxsize) + sum(1 for _ in theirs)
    return found


def digests(folder: Path) -> dict[str, str]:
    """Return a digest of each file."""
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def measure(known: list[tuple[str, str]], number: int, place: Path) -> dict[str, Any]:
    """Run every side, and compare their files."""
    (place / "pairs.json").write_text(json.dumps(known), encoding="utf-8")
    sides = {name: start_side(name, place=place, number=number) for name in SIDES}
    same = digests(place / "ours1") == digests(place / "ours2")
    agreement = {name: compare(place / "ours1" / f"{name}.json", place / "plain1" / f"{name}.json") for name in TASKS}
    return {"sides": sides, "same_bytes": same, "agreement": agreement}


def report(figures: dict[str, Any], number: int) -> None:
    plain, head = (
        figures["sides"]["plain script"],
        ("", "seconds", "CPU s", "expr/s", "expr/CPU s", "peak MiB", "a worker"),
    )
    lines = [
        (
            name,
            f"{side['seconds']:.1f}",
            f"{side['cpu_seconds']:.1f}",
            f"{number / side['seconds']:,.0f}",
            f"{number / side['cpu_seconds']:,.0f}",
            f"{side['peak_mib'][-1]:.0f}",
            f"{side['worker_peak_mib']:.0f}" if side["worker_peak_mib"] else "",
        )
        for name, side in figures["sides"].items()
    ]
    print(table(head, lines))
    for name in ("one process", "two processes"):
        side = figures["sides"][name]
        clock, cpu = plain["seconds"] / side["seconds"], plain["cpu_seconds"] / side["cpu_seconds"]
        print(f"{name} against the plain script: {clock:.2f} times as fast by the clock, {cpu:.2f} in CPU time")
    print(f"one process and two give the same bytes: {'yes' if figures['same_bytes'] else 'NO'}\n")
    kinds = ("equal", "different", "ours alone", "plain alone")
    found = [(name, *(f"{figures['agreement'][name][kind]:,}" for kind in kinds)) for name in TASKS]
    print(table(("rows against the plain script", *kinds), found))


def rows_of(figures: dict[str, Any], number: int) -> list[Row]:
    """Return what the benchmark page shows."""
    sides, plain = figures["sides"], figures["sides"]["plain script"]
    found = []
    for name in ("one process", "two processes"):
        clock = plain["seconds"] / sides[name]["seconds"]
        found.append(Row(f"task files, {name}", clock, "times as fast", "plain script, by the clock"))
        found.append(Row(f"task files, {name}", number / sides[name]["seconds"], "expressions/s"))
        found.append(Row(f"peak, {name}", sides[name]["peak_mib"][-1], "MiB"))
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--expressions", type=int, metavar="N")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="disk to write to; the files are deleted")
    parser.add_argument("--side", nargs=3, metavar=("SIDE", "WORKERS", "DIR"), help="run one side; for this script")
    options = parser.parse_args()
    number = options.expressions or (QUICK_EXPRESSIONS if options.quick else EXPRESSIONS)
    if options.side:
        side, workers, place = options.side[0], int(options.side[1]), Path(options.side[2])
        known = json.loads((place / "pairs.json").read_text(encoding="utf-8"))
        folder = place / f"{side}{workers}"
        print(json.dumps(run_side(side, workers=workers, known=known, number=number, folder=folder)))
        return
    captions, source = mix(min(number, QUICK_CAPTIONS if options.quick else CAPTIONS))
    known = pairs(captions)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        figures = measure(known, number, Path(place))
    one = figures["sides"]["one process"]
    total = sum(one["examples"].values())
    print(f"{number:,} expressions ({len(known):,} pairs; {source}) to {total:,} examples, {one['mib']:,.0f} MiB\n")
    report(figures, number)
    told = {"expressions": number, "examples": one["examples"], "peak_mib": one["peak_mib"], **figures}
    write_json(options.json, told, report=rows_of(figures, number))


if __name__ == "__main__":
    main()
