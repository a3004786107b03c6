"""Reading and writing of InkML, guarded and checked.

Peers: how scripts of HMER repositories read it, restated: with ElementTree of the standard library, which is in C and
believes the file; they read strokes and labels, and nothing of formats, MathML or the truth. Limit: the parse of
ElementTree alone with a float for each number of the traces. Strokes and symbols are held equal to those of the script.
"""

from __future__ import annotations

import random
import tarfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks.harness.expressions import DATA
from benchmarks.harness.memory import traced_peak
from benchmarks.restated import inkml as script
from hmer_kit.ink import InkDocument, InkSymbol, Strokes, parse_inkml, to_inkml
from hmer_kit.latex import Relation

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

ARCHIVE = DATA / "inkml" / "crohme_test2014.tar.xz"
FILES, QUICK_FILES = 120, 20
TRACE = "{http://www.w3.org/2003/InkML}trace"


def made_up(count: int, *, width: int, strokes: tuple[int, int] = (5, 30)) -> list[bytes]:
    """Make files of so many symbols in a row, one stroke each, of the length that CROHME has."""
    rng = random.Random(0)
    files = []
    for number in range(count):
        traces = [
            [tuple(round(rng.uniform(0, 1000), 2) for _ in range(width)) for _ in range(rng.randint(5, 60))]
            for _ in range(rng.randint(*strokes))
        ]
        symbols = tuple(InkSymbol(rng.choice("abcxyz123+-="), (index,), f"s_{index}") for index in range(len(traces)))
        relations = tuple((index, index + 1, Relation.RIGHT) for index in range(len(traces) - 1))
        truth = " ".join(symbol.label for symbol in symbols)
        files.append(to_inkml(InkDocument(str(number), Strokes.of(traces), truth, symbols, relations)).encode())
    return files


def crohme(count: int) -> list[bytes]:
    """Return the first files of the 2014 test set."""
    if not ARCHIVE.is_file():
        pytest.skip("REAL DATA ABSENT: ../shared/data is not there")
    files: list[bytes] = []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and len(files) < count:
                files.append(stream.read())
    return files


def parsed_alone(files: list[bytes]) -> list[object]:
    """Parse and convert the numbers, and make nothing of them."""
    return [
        [list(map(float, (trace.text or "").replace(",", " ").split())) for trace in ET.fromstring(data).iter(TRACE)]  # noqa: S314
        for data in files
    ]


def read(contest: Contest, files: list[bytes], *, name: str) -> None:
    """Let ours and the scripts read the files, after a check that they read the same."""
    for data in files:
        document = parse_inkml(data)
        split, times = document.strokes.split(), document.strokes.times
        if times is not None:
            columns = np.column_stack([document.strokes.points, times])
            split = np.split(columns, document.strokes.ends[:-1])
        assert all(np.array_equal(one, other) for one, other in zip(split, script.strokes(data), strict=True))
        theirs = [(symbol["label"], symbol["traces"]) for symbol in script.symbols(data)]
        ours = [(symbol.label, [split[index].tolist() for index in symbol.strokes]) for symbol in document.symbols]
        assert ours == theirs
    for told, work in (("strokes and labels", script.symbols), ("strokes alone", script.strokes)):
        contest.peer(
            f"the script that reads {told}, restated",
            lambda work=work: [work(data) for data in files],
        )
    contest.limit("ElementTree's parse and a float for each number", lambda: parsed_alone(files))
    contest.run(f"parse_inkml, {name}", lambda: [parse_inkml(data) for data in files], items=len(files), unit="file")


def bench_crohme(contest: Contest, quick: bool) -> None:
    files = crohme(QUICK_FILES if quick else FILES)
    read(contest, files, name="CROHME 2014")


def bench_made_up(contest: Contest, quick: bool) -> None:
    """Files with more elements to a point than those of CROHME, and times."""
    files = made_up(QUICK_FILES if quick else FILES, width=3)
    read(contest, files, name="made-up files of x y t")


def bench_writing(contest: Contest, quick: bool) -> None:
    documents = [parse_inkml(data) for data in made_up(QUICK_FILES if quick else FILES, width=2)]
    contest.limit(
        "repr of each number, joined",
        lambda: [", ".join(f"{x!r} {y!r}" for x, y in document.strokes.points.tolist()) for document in documents],
        because="MathML with the relations, segmentation and annotations are written and checked too",
    )
    contest.run("to_inkml", lambda: [to_inkml(document) for document in documents], items=len(documents), unit="file")


def bench_growth(growth: Growth) -> None:
    sizes = [2**power for power in range(3, 12)]
    growth.of("parse_inkml by strokes", parse_inkml, make=lambda n: made_up(1, width=2, strokes=(n, n))[0], sizes=sizes)
    growth.of("parse_inkml by points of a stroke", parse_inkml, make=long_stroke, sizes=[2**n for n in range(9, 17)])
    growth.of(
        "to_inkml by strokes",
        to_inkml,
        make=lambda n: parse_inkml(made_up(1, width=2, strokes=(n, n))[0]),
        sizes=sizes,
    )


def long_stroke(points: int) -> bytes:
    """Return a file of one stroke."""
    return to_inkml(InkDocument("long", Strokes.of([np.arange(2 * points).reshape(-1, 2) / 4]), "x")).encode()


def bench_memory(memory: Memory) -> None:
    files = {size: long_stroke(size) for size in (1_000, 100_000)}
    memory.by_size(
        "parse_inkml",
        lambda size: traced_peak(lambda: parse_inkml(files[size])),
        sizes=list(files),
        unit="points of a stroke",
        more=None,
        because="the text and the numbers of a stroke are held at once; InkLimits bounds both",
    )
