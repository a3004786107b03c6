"""Reading data sets of pictures and captions, from folders and from archives.

Peers: the package datasets, streaming the same files. Limit: what any reader has to do: list the pictures, take the
lines apart by the format's own parser (``csv``, ``json``, a split at the tab), make a dataclass of each. Ours also
finds the picture of each caption, names every line that it leaves out, and sees ids that come twice. Memory is that of
a stream of which every record is dropped: names of pictures and ids that came before.
"""

from __future__ import annotations

import csv
import json
import os
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.expressions import mix
from benchmarks.harness.memory import traced_peak
from hmer_kit.data import Skip, conversation, open_records, write_sharegpt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory
    from hmer_kit.data import RecordStream

RECORDS, QUICK_RECORDS = 3_000, 300
MOST_OF_A_RECORD = 4_000
"""Bytes that a stream may hold of each record: the name of its picture, its id."""
BOUNDED = "a list of any size is gone through row by row in bounded memory, where json.load holds all of it"
CHECKS = "pictures are found by name, ids seen once, lines left out named, names kept below their root"


@dataclass(frozen=True, slots=True)
class Plain:
    """What the limits make of a record."""

    id: str
    reference: str
    image: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A set of captions in one format."""

    name: str
    """Name of its file."""
    content: str
    take_apart: Callable[[str], list[Plain]]
    """The records, by the format's own parser and nothing else."""


def split_at_tabs(text: str) -> list[Plain]:
    return [Plain(name, latex, name) for name, _, latex in (line.partition("\t") for line in text.splitlines())]


def read_csv(text: str) -> list[Plain]:
    return [Plain(row[0], row[1], row[0]) for row in csv.reader(text.splitlines())]


def read_jsonl(text: str) -> list[Plain]:
    rows = [json.loads(line) for line in text.splitlines()]
    return [Plain(row["file_name"], row["text"], row["file_name"]) for row in rows]


def read_lists(text: str) -> list[Plain]:
    return [Plain(name, at, name) for at, name, _ in (line.split() for line in text.splitlines())]


def formats(count: int) -> tuple[dict[str, Texts], list[tuple[str, str]]]:
    """Return the same captions in every format, and the captions."""
    expressions, _ = mix(count)
    expressions = [expressions[at % len(expressions)] for at in range(count)]
    rows = [(f"ink_{number}", latex) for number, latex in enumerate(expressions)]
    made = {
        "captions": Texts("captions.tsv", "".join(f"{name}\t{latex}\n" for name, latex in rows), split_at_tabs),
        "hme100k": Texts("train_labels.txt", "".join(f"{name}.jpg\t{latex}\n" for name, latex in rows), split_at_tabs),
        "im2latex": Texts(
            "im2latex_train.lst", "".join(f"{at} {name} basic\n" for at, (name, _) in enumerate(rows)), read_lists
        ),
        "csv": Texts(
            "labels.csv", "image,latex\n" + "".join(f'{name}.jpg,"{latex}"\n' for name, latex in rows), read_csv
        ),
        "jsonl": Texts(
            "metadata.jsonl",
            "".join(json.dumps({"file_name": f"{name}.jpg", "text": latex}) + "\n" for name, latex in rows),
            read_jsonl,
        ),
    }
    return made, rows


def archive(folder: Path, label: str, count: int) -> tuple[RecordStream, Path, Texts]:
    """Write captions with as many pictures into an archive; return its stream, the archive and what it holds."""
    made, rows = formats(count)
    texts, path = made[label], folder / f"{label}_{count}.zip"
    with zipfile.ZipFile(path, "w") as written:
        for name, _ in rows:
            written.writestr(f"train_images/{name}.jpg", b"")
        written.writestr(texts.name, texts.content)
        if label == "im2latex":
            written.writestr("im2latex_formulas.lst", "".join(f"{latex}\n" for _, latex in rows))
    return open_records(path), path, texts


def walk(stream: RecordStream) -> int:
    """Read a stream to its end and drop what comes; return the number of records."""
    return sum(not isinstance(item, Skip) for item in stream.items())


def listed_and_parsed(path: Path, texts: Texts) -> list[Plain]:
    """Read the names of an archive and take its captions apart."""
    with zipfile.ZipFile(path) as opened:
        set(opened.namelist())
        return texts.take_apart(opened.read(texts.name).decode())


@pytest.mark.parametrize("label", ["captions", "hme100k", "im2latex", "csv", "jsonl"])
def bench_archive(contest: Contest, quick: bool, tmp_path: Path, label: str) -> None:
    count = QUICK_RECORDS if quick else RECORDS
    stream, path, texts = archive(tmp_path, label, count)
    assert walk(stream) == count
    contest.limit(
        "zipfile's list of names, the format's own parser, a dataclass each",
        lambda: listed_and_parsed(path, texts),
        because=CHECKS,
    )
    contest.run(f"{label}, archive of {count:,} pictures", lambda: walk(stream), items=count, unit="record")


def bench_folder(contest: Contest, quick: bool, tmp_path: Path) -> None:
    """A folder of pictures with metadata.jsonl, which datasets reads as well."""
    count = QUICK_RECORDS if quick else RECORDS
    texts = formats(count)[0]["jsonl"]
    for number in range(count):
        (tmp_path / f"ink_{number}.jpg").write_bytes(b"x")
    (tmp_path / texts.name).write_text(texts.content, encoding="utf-8")
    stream = open_records(tmp_path)
    found = contest.peer_elsewhere("datasets_loading", "image_folder", {"folder": str(tmp_path)})
    assert walk(stream) == count == (count if found is None else found)

    def limit() -> list[Plain]:
        with os.scandir(tmp_path) as entries:
            {entry.name for entry in entries if entry.is_file()}
        return texts.take_apart((tmp_path / texts.name).read_text(encoding="utf-8"))

    contest.limit("os.scandir, json.loads, a dataclass each", limit, because=CHECKS)
    contest.run(f"folder of {count:,} pictures with metadata.jsonl", lambda: walk(stream), items=count, unit="record")


def bench_conversations(contest: Contest, quick: bool, tmp_path: Path) -> None:
    """A file of conversations in the layout of ShareGPT, whose pictures are in an archive."""
    count = QUICK_RECORDS if quick else RECORDS
    _, images, _ = archive(tmp_path, "captions", count)
    file = tmp_path / "vanilla.json"
    rows = formats(count)[1]
    write_sharegpt(file, [conversation("Read.", latex, images=[f"train_images/{name}.jpg"]) for name, latex in rows])
    stream = open_records(file, images=images)
    found = contest.peer_elsewhere("datasets_loading", "json_records", {"file": str(file), "archive": str(images)})
    *_, last = stream
    assert found in (None, [count, {"id": last.id, "reference": last.reference, "picture": last.image.name}])
    assert walk(stream) == count

    def limit() -> list[Plain]:
        with zipfile.ZipFile(images) as opened:
            set(opened.namelist())
        with file.open(encoding="utf-8") as opened:
            rows = json.load(opened)
        return [Plain(row["images"][0], row["messages"][-1]["value"], row["images"][0]) for row in rows]

    contest.limit("zipfile's list of names, json.load, a dataclass each", limit, because=BOUNDED)
    contest.run(f"conversations of ShareGPT, {count:,}", lambda: walk(stream), items=count, unit="record")


@pytest.mark.parametrize("label", ["captions", "jsonl"])
def bench_growth(growth: Growth, tmp_path: Path, label: str) -> None:
    growth.of(
        f"{label} by records, from an archive",
        walk,
        make=lambda size: archive(tmp_path, label, size)[0],
        sizes=[2**power for power in range(8, 15)],
    )


def bench_memory(memory: Memory, tmp_path: Path) -> None:
    for label in ("captions", "csv", "jsonl"):
        streams = {size: archive(tmp_path, label, size)[0] for size in (2_000, 20_000)}
        few, many = memory.by_size(
            f"{label} from an archive, of which every record is dropped",
            lambda size, streams=streams: traced_peak(lambda: walk(streams[size])),
            sizes=list(streams),
            more=None,
            because="names of pictures, and ids that came before, are held to find those that come twice",
        )
        assert (many - few) * 2**20 / 18_000 < MOST_OF_A_RECORD
