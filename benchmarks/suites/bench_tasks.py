"""The files of the five tasks, written to disk: from records with predictions to rows of training data.

Peer: a plain script that does what scripts for HMER do, restated (``benchmarks/restated/tasks.py``); for two processes,
one of ours, by the CPU time that each would need where two cores are free, so that a busy machine does not hide what
they save. Limit: ``json.dumps`` and writing of the finished rows, where nothing is made any more.
The files of ours and of the script are held against each other row by row, those of one process and two byte by byte.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.expressions import keep, mix
from benchmarks.harness.memory import peak_of_process
from benchmarks.harness.rows import Kind
from benchmarks.harness.rows import Row as Figure
from benchmarks.restated import tasks as plain
from hmer_kit.data import BytesImage, Record
from hmer_kit.error_mining import corrupt
from hmer_kit.tasks import TASKS, BuildPlan, build_examples, build_task_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory
    from hmer_kit.tasks import TaskFiles

Row = tuple[str, str, str]

ROOT = Path(__file__).resolve().parents[2]
PAIRS, QUICK_PAIRS = 4000, 60
MANY, QUICK_MANY = 74_502, 200
"""Records of the contest of two processes: as many as HME100K trains on. From how many on two pay is another row."""
SIZES, QUICK_SIZES = (5000, 20_000, 60_000), (1200, 2400)
PLAN = BuildPlan(decoding="trust")
BUILD = """
import sys, tempfile
from hmer_kit.data import BytesImage, Record
from hmer_kit.tasks import BuildPlan, build_task_files
records = (
    Record(str(number), "\\\\frac { x + 1 } { y ^ { 2 } }", prediction="\\\\frac { x - 1 } { y ^ 2 }")
    for number in range(int(sys.argv[1]))
)
with tempfile.TemporaryDirectory() as folder:
    build_task_files(records, folder + "/tasks", plan=BuildPlan(decoding="trust"))
"""

TAKEN = """
import json, os, sys
from pathlib import Path
from benchmarks.suites.bench_tasks import build, cycled, records_of
records = records_of(cycled(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])))
before = os.times()
build(records, Path(sys.argv[4]), workers=int(sys.argv[3]))
after = os.times()
print(json.dumps([sum(after[:2]) - sum(before[:2]), sum(after[2:4]) - sum(before[2:4])]))
"""
"""CPU time of a build and of its workers, in a process whose workers start as those of a script do."""


@pytest.fixture(scope="module")
def rows(quick: bool) -> tuple[list[Row], str]:
    """Picture, prediction and reference of captions, each with a prediction that is wrong in a symbol or two."""
    captions, source = mix(QUICK_PAIRS if quick else PAIRS)
    rng = random.Random(0)

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng)

    kept = keep(captions, wrong)
    return [(f"{number}.png", wrong(latex), latex) for number, latex in enumerate(kept)], source


def records_of(rows: list[Row]) -> list[Record]:
    return [
        Record(name, reference, prediction=prediction, image=BytesImage(name, b""))
        for name, prediction, reference in rows
    ]


def cycled(rows: list[Row], number: int) -> list[Row]:
    taken = itertools.islice(itertools.cycle(rows), number)
    return [(f"{place}.png", prediction, reference) for place, (_, prediction, reference) in enumerate(taken)]


def fresh(folder: Path) -> Path:
    """Return a folder that is not there."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def build(rows: list[Record], folder: Path, *, workers: int = 1) -> TaskFiles:
    return build_task_files(rows, fresh(folder), plan=PLAN, workers=workers)


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
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def bench_one_process(contest: Contest, rows: tuple[list[Row], str], tmp_path: Path) -> None:
    pairs, source = rows
    records = records_of(pairs)
    built = build(records, tmp_path / "ours")
    written = plain.write(lambda: iter(pairs), fresh(tmp_path / "plain"))
    assert built.examples == dict.fromkeys(TASKS, len(pairs)), built.summary()
    for task in TASKS:
        found = compare(tmp_path / "ours" / f"{task}.json", tmp_path / "plain" / f"{task}.json")
        # What it writes of captions that are not blank-separated as in the released data is another thing.
        assert found["equal"] > 0.9 * len(pairs), (task, found)
        assert not found["ours alone"] or written[task] < len(pairs), (task, found)

    finished: dict[str, list[object]] = {task: [] for task in TASKS}
    for example in build_examples(records).examples:
        question, answer = "<image>" + example.prompt, example.target
        messages = [{"from": "human", "value": question}, {"from": "gpt", "value": answer}]
        finished[example.task].append({"images": [example.record.id], "messages": messages})

    def write_finished() -> None:
        for task, made in finished.items():
            (tmp_path / f"{task}.json").write_bytes(json.dumps(made, ensure_ascii=False).encode())

    contest.peer("a plain script, restated", lambda: plain.write(lambda: iter(pairs), fresh(tmp_path / "plain")))
    because = (
        "the limit makes nothing: ours parses, aligns, counts and writes trees first, and can be killed and taken up"
    )
    contest.limit("json.dumps and writing of the finished rows", write_finished, because=because)
    contest.run(
        f"task files, {source}", lambda: build(records, tmp_path / "ours"),
        items=len(records), unit="record", rounds=5,
    )  # fmt: skip


def bench_two_processes(
    record: Callable[[Figure], None], rows: tuple[list[Row], str], tmp_path: Path, quick: bool
) -> None:
    """What two workers save on two free cores, by the CPU time of all processes; and from how many records on."""
    few, many = (100, QUICK_MANY) if quick else (2000, MANY)
    records = records_of(cycled(rows[0], few))
    build(records, tmp_path / "one")
    build(records, tmp_path / "two", workers=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")

    texts = tmp_path / "rows.json"
    texts.write_text(json.dumps(rows[0]), encoding="utf-8")

    def taken(number: int, workers: int) -> float:
        command = [sys.executable, "-c", TAKEN, str(texts), str(number), str(workers), str(tmp_path / "n")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600, cwd=ROOT)
        of_parent, of_workers = json.loads(done.stdout)
        assert (of_workers > 0) == (workers > 1), "the workers' time is not told"
        return float(of_parent + of_workers / 2)

    def both(number: int) -> list[tuple[float, float]]:
        return [(taken(number, 1), taken(number, 2)) for _ in range(1 if quick else 2)]

    found = both(many)
    record(
        Figure(
            f"task files by two processes, {many:,} records", Kind.PEER,
            tuple(one / two for one, two in found), at_least=None if quick else 1.0,
            against="one process of ours, on two free cores: its CPU time to that of the parent and half its workers'",
        )
    )  # fmt: skip
    (one, two), (ones, twos) = (map(min, zip(*times, strict=True)) for times in (both(few), found))
    for_one, for_two = (ones - one) / (many - few), (twos - two) / (many - few)
    record(Figure("start of two processes", Kind.FIGURE, (two - for_two * few,), "s"))
    if for_one > for_two:
        pays = (two - for_two * few - (one - for_one * few)) / (for_one - for_two)
        record(Figure("records from which two processes pay", Kind.FIGURE, (pays,), "records"))


def bench_growth(growth: Growth, tmp_path: Path, rows: tuple[list[Row], str]) -> None:
    def some(size: int) -> list[Record]:
        return records_of(cycled(rows[0], size))

    def long(size: int) -> list[Record]:
        text = "x ^ { i } + " * size
        return [Record("a", text + "x", prediction=text + "y")]

    growth.of(
        "task files, records",
        lambda given: build(given, tmp_path / "n"),
        make=some,
        sizes=[2**n for n in range(6, 13)],
    )
    growth.of(
        "task files, tokens of a record",
        lambda given: build(given, tmp_path / "n"),
        make=long,
        sizes=[2**n for n in range(7, 13)],
    )


def bench_memory(memory: Memory, quick: bool) -> None:
    def peak(size: int) -> float:
        return peak_of_process(BUILD, size)

    memory.by_size("task files, one process", peak, sizes=QUICK_SIZES if quick else SIZES, more=8)
