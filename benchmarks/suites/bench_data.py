"""From files to examples: decoding of pictures, the index of a file of examples, memory of workers.

Peer: Hugging Face datasets. Limits: Pillow's own decoding, ``json.loads``, the reading of the bytes. Memory is what a
worker has of its own after batches from all over the set, without pages that it shares with its parent; a list of
records, which is what a set commonly is, stands beside ours.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.data import FileImage, Record, ShareGPTFile, conversation, write_sharegpt
from hmer_kit.ink import synthesize
from hmer_kit.vlm.batching.pictures import load_picture
from hmer_kit.vlm.data import TaskFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

ROOT = Path(__file__).resolve().parents[2]
PICTURES, ROWS, QUICK_ROWS, PLACES = 64, 12_000, 500, 2000
SIZES, QUICK_SIZES, BATCHES = (10_000, 100_000, 400_000), (1000, 20_000), 200


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of synthetic handwriting."""
    folder = tmp_path_factory.mktemp("pictures")
    for number, (_, image) in enumerate(synthesize(PICTURES, seed=0)):
        image.load().save(folder / f"{number}.png")
    return folder


def write(file: Path, rows: int, *, tokens: int = 120) -> Path:
    """Write a file of so many examples."""
    tail = "+ y " * (tokens // 2)
    write_sharegpt(file, (conversation("Read it.", f"x _ {{ {n} }} {tail}", images=["0.png"]) for n in range(rows)))
    return file


def bench_decoding(contest: Contest, pictures: Path) -> None:
    paths = [pictures / f"{number}.png" for number in range(PICTURES)] * 4
    records = [Record(path.stem, "x", image=FileImage(pictures, path.name)) for path in paths]
    ours = load_picture(records[0])
    data = {"pictures": [str(path) for path in paths]}
    answer = contest.peer_elsewhere("sets", "decode", data)
    assert answer in (None, [[*ours.size, *ours.resize((1, 1)).getpixel((0, 0))]])

    def decode() -> None:
        for path in paths:
            with Image.open(path) as picture:
                picture.convert("RGB")

    contest.limit("Pillow's own decoding", decode)
    contest.run(
        "load_picture of a PNG", lambda: [load_picture(record) for record in records],
        items=len(records), unit="picture",
    )  # fmt: skip


def bench_index(contest: Contest, tmp_path: Path, quick: bool) -> None:
    file = write(tmp_path / "vanilla.json", QUICK_ROWS if quick else ROWS)
    examples = TaskFile(file, images=tmp_path)
    answer = contest.peer_elsewhere("sets", "index", {"file": str(file)})
    assert answer in (None, [len(examples), examples[-1].target])
    contest.limit(
        "json.loads of the whole file", lambda: json.loads(file.read_text(encoding="utf-8")),
        because="the file is never held: a MiB at a time is looked at, and twelve bytes are kept of a row",
    )  # fmt: skip
    contest.limit(
        "reading of the bytes", file.read_bytes,
        because="every string and bracket is looked at, for where a row begins and whether it is whole",
    )  # fmt: skip
    mib = file.stat().st_size / 2**20
    contest.run(f"index of a file of {mib:,.0f} MiB", lambda: TaskFile(file, images=tmp_path), items=mib, unit="MiB")


@pytest.mark.parametrize("what", ["conversation", "example"])
def bench_reading(contest: Contest, tmp_path: Path, quick: bool, what: str) -> None:
    """A row of a Dataset is the conversation; an example is that, and what its task reads out of the answer."""
    file = write(tmp_path / "vanilla.json", QUICK_ROWS if quick else ROWS)
    conversations, examples = ShareGPTFile(file), TaskFile(file, images=tmp_path)
    whole = json.loads(file.read_text(encoding="utf-8"))
    places = random.Random(0).choices(range(len(whole)), k=PLACES)
    for place in places[:100]:
        answer = whole[place]["messages"][1]["value"]
        assert conversations[place].messages[1].value == examples[place].target == answer
    texts = [json.dumps(whole[place]) for place in places]

    def read_and_parse() -> None:
        for text in texts:
            with file.open("rb") as opened:
                opened.read(len(text))
            json.loads(text)

    because = "a changed file is noticed, a key that comes twice, tags and pictures that are not as many"
    if what == "conversation":
        answer = contest.peer_elsewhere("sets", "read", {"file": str(file), "places": places})
        assert answer in (None, whole[places[-1]]["messages"][1]["value"])
    else:
        because += "; and the answer is taken apart by its task for what is scored"
    contest.limit("reading of as many bytes and json.loads", read_and_parse, because=because)
    rows = conversations if what == "conversation" else examples
    contest.run(
        f"{what} from anywhere in the file", lambda: [rows[place] for place in places], items=len(places), unit=what
    )


def bench_growth(growth: Growth, tmp_path: Path) -> None:
    def of(rows: int) -> Path:
        return write(tmp_path / "vanilla.json", rows)

    growth.of(
        "index of a file of examples",
        lambda file: TaskFile(file, images=tmp_path),
        make=of,
        sizes=[2**n for n in range(8, 16)],
    )


def bench_memory(memory: Memory, pictures: Path, quick: bool) -> None:
    sizes = QUICK_SIZES if quick else SIZES
    asked = [f"{kind}:{size}" for kind in ("ours", "list") for size in sizes]
    command = [sys.executable, "-m", "benchmarks.harness.worker_memory", str(pictures), str(BATCHES), *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])

    def peak(kind: str, what: str) -> Callable[[int], float]:
        return lambda size: found[f"{kind}:{size}"][what]

    memory.by_size("a worker of TaskDataModule", peak("ours", "worker"), sizes=sizes, more=8)
    because = "what a set commonly is, for comparison"
    memory.by_size("a worker of a list of records", peak("list", "worker"), sizes=sizes, more=None, because=because)
    because = "the records themselves, packed into a block that workers share"
    memory.by_size(
        "what TaskDataModule holds in the parent", peak("ours", "held"), sizes=sizes, more=None, because=because
    )
    assert quick or found[f"ours:{sizes[-1]}"]["worker"] < found[f"list:{sizes[-1]}"]["worker"]
