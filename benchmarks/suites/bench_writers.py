"""Writing of data sets: conversations, captions with pictures, shards, Parquet, predictions.

Limits: the encoding of the same rows by ``json``, and for pictures that are stored already the reading of their bytes
and the writing of them into the same kind of file by ``zipfile`` and ``tarfile``. Peer: datasets. Ours are read back
and compared where the format has a reader that names what is missing; ``verify=0`` leaves that out, and is measured.
"""

from __future__ import annotations

import json
import tarfile
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from benchmarks.harness.expressions import mix
from benchmarks.harness.memory import traced_peak
from hmer_kit.data import (
    BytesImage,
    Record,
    conversation,
    write_captions,
    write_predictions,
    write_shards,
    write_sharegpt,
)

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory
    from hmer_kit.data import Conversation

ROWS, QUICK_ROWS = 5_000, 200
PICTURES, QUICK_PICTURES = 500, 40
MORE_MIB = 4
"""MiB that ten times the conversations may take more, as a generator."""


def picture(number: int) -> bytes:
    """Return a small PNG, each number another one."""
    image, stored = Image.new("L", (120, 48)), BytesIO()
    ImageDraw.Draw(image).line([(2, number % 40), (100, 40 - number % 40), (number % 110, 4)], fill=255, width=3)
    image.save(stored, "PNG")
    return stored.getvalue()


def expressions(count: int) -> list[str]:
    found, _ = mix(count)
    return [found[at % len(found)] for at in range(count)]


def conversations(count: int) -> list[Conversation]:
    return [conversation("Read.", latex, images=[f"{at}.png"]) for at, latex in enumerate(expressions(count))]


def records(count: int) -> list[Record]:
    """Return records whose pictures are in memory as PNG files."""
    return [
        Record(f"ink_{at}", latex, image=BytesImage(f"ink_{at}.png", picture(at)), prediction=latex)
        for at, latex in enumerate(expressions(count))
    ]


def beside_plain_rows(contest: Contest, rows: list[dict[str, Any]], *, folder: Path, indent: int) -> None:
    """Add what writes the same rows: a Dataset as the peer, and as the limit each row's JSON with its bytes."""
    contest.peer_elsewhere("tables", "rows_to_json", {"rows": rows, "file": str(folder / "theirs.jsonl")})
    contest.limit(
        "json.dumps of each row, and the bytes written",
        lambda: (folder / "limit.json").write_text(
            "".join(json.dumps(row, indent=indent, ensure_ascii=False) for row in rows), encoding="utf-8"
        ),
    )


def bench_conversations(contest: Contest, quick: bool, tmp_path: Path) -> None:
    made = conversations(QUICK_ROWS if quick else ROWS)
    file = tmp_path / "ours.json"
    write_sharegpt(file, made)
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert len(rows) == len(made)
    beside_plain_rows(contest, rows, folder=tmp_path, indent=4)
    contest.run("write_sharegpt", lambda: write_sharegpt(file, made), items=len(made), unit="conversation")


def bench_predictions(contest: Contest, quick: bool, tmp_path: Path) -> None:
    made = [
        Record(f"{at}", latex, prediction=latex) for at, latex in enumerate(expressions(QUICK_ROWS if quick else ROWS))
    ]
    rows = [{"gt": record.reference, "pred": record.prediction, "img_id": record.id} for record in made]
    file = tmp_path / "ours.json"
    write_predictions(file, made)
    assert json.loads(file.read_text(encoding="utf-8")) == rows
    beside_plain_rows(contest, rows, folder=tmp_path, indent=2)
    contest.run("write_predictions", lambda: write_predictions(file, made), items=len(made), unit="record")


def bench_captions(contest: Contest, quick: bool, tmp_path: Path) -> None:
    made = records(QUICK_PICTURES if quick else PICTURES)
    numbers = iter(range(10**6))

    def limit() -> None:
        with zipfile.ZipFile(tmp_path / f"limit_{next(numbers)}.zip", "w") as archive:
            for record in made:
                with Image.open(BytesIO(record.image.data)) as image:  # type: ignore[union-attr]
                    image.load()
                archive.writestr(record.image.name, record.image.data)  # type: ignore[union-attr]

    contest.limit(
        "Pillow's decoding and zipfile's writestr of each picture",
        limit,
        because="a run that is killed goes on where it stopped: each picture is a file of its own until all are there",
    )
    contest.run(
        "write_captions into a zip archive, not read back",
        lambda: write_captions(tmp_path / f"ours_{next(numbers)}", made, pictures="zip", verify=0),
        items=len(made),
        unit="record",
    )


def bench_shards(contest: Contest, quick: bool, tmp_path: Path) -> None:
    made = records(QUICK_PICTURES if quick else PICTURES)
    numbers = iter(range(10**6))

    def limit() -> None:
        with tarfile.open(tmp_path / f"limit_{next(numbers)}.tar", "w") as archive:
            for record in made:
                with Image.open(BytesIO(record.image.data)) as image:  # type: ignore[union-attr]
                    image.load()
                told = json.dumps({"id": record.id}).encode()
                for suffix, data in (("png", record.image.data), ("txt", record.reference.encode()), ("json", told)):  # type: ignore[union-attr]
                    info = tarfile.TarInfo(f"{record.id}.{suffix}")
                    info.size = len(data)
                    archive.addfile(info, BytesIO(data))

    contest.limit(
        "Pillow's decoding, tarfile's addfile of each picture, text and JSON",
        limit,
        because="names are made safe, checksums kept so that a killed run goes on",
    )
    contest.run(
        "write_shards, not read back",
        lambda: write_shards(tmp_path / f"ours_{next(numbers)}", made, verify=0),
        items=len(made),
        unit="record",
    )


def bench_growth(growth: Growth, tmp_path: Path) -> None:
    growth.of(
        "write_sharegpt by conversations",
        lambda made: write_sharegpt(tmp_path / "grown.json", made),
        make=conversations,
        sizes=[2**power for power in range(7, 14)],
    )


def bench_memory(memory: Memory, tmp_path: Path) -> None:
    def write(size: int) -> None:
        write_sharegpt(
            tmp_path / "many.json", (conversation("Read.", "x ^ { 2 }", images=[f"{at}.png"]) for at in range(size))
        )

    memory.by_size(
        "write_sharegpt of a generator",
        lambda size: traced_peak(lambda: write(size)),
        sizes=(2_000, 20_000),
        unit="conversations",
        more=MORE_MIB,
    )
