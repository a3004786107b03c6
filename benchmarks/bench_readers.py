"""Readers of pictures and captions: CPU time of a record over a bare loop on the same lines, and what a stream holds.

The bare loop opens the file of captions, splits each line at its tab and makes a record of it, without a picture and
without looking at anything. Memory is the peak that Python's allocations reach while a stream is walked through and
every record dropped: names of pictures and ids that came before, per record.

Run: python benchmarks/bench_readers.py [--quick] [--json FILE]
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from _expressions import PIECES
from _measure import arguments, table, write_json
from _rows import Row

from hmer_kit.data import Record, Skip, conversation, open_records, write_sharegpt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.data import RecordStream

SIZES, QUICK_SIZES = (5_000, 20_000), (500, 1_000)
ROUNDS, QUICK_ROUNDS = 5, 2


def written(folder: Path, latex: Sequence[str]) -> dict[str, RecordStream]:
    """Write the same expressions in every format, with an archive of as many pictures, and open them."""
    rows = [(f"train_{number}", text) for number, text in enumerate(latex)]
    texts = {
        "captions": ("captions.tsv", "".join(f"{name}\t{text}\n" for name, text in rows)),
        "hme100k": ("train_labels.txt", "".join(f"{name}.jpg\t{text}\n" for name, text in rows)),
        "im2latex": ("im2latex_train.lst", "".join(f"{at} {name} basic\n" for at, (name, _) in enumerate(rows))),
        "image_folder, csv": ("labels.csv", "image,latex\n" + "".join(f'{name}.jpg,"{text}"\n' for name, text in rows)),
        "image_folder, jsonl": (
            "metadata.jsonl",
            "".join(json.dumps({"file_name": f"{name}.jpg", "text": text}) + "\n" for name, text in rows),
        ),
    }
    for label, (name, content) in texts.items():
        with zipfile.ZipFile(folder / f"{label}.zip", "w") as archive:
            for picture, _ in rows:
                archive.writestr(f"train_images/{picture}.jpg", b"")
            archive.writestr(name, content)
            if label == "im2latex":
                archive.writestr("im2latex_formulas.lst", "".join(f"{text}\n" for _, text in rows))
    (folder / "captions.tsv").write_text(texts["captions"][1], encoding="utf-8")
    answers = [conversation("Read.", text, images=[f"train_images/{name}.jpg"]) for name, text in rows]
    write_sharegpt(folder / "vanilla.json", answers)
    streams = {label: open_records(folder / f"{label}.zip") for label in texts if label != "captions"}
    streams["captions"] = open_records(folder / "captions.tsv", images="captions.zip")
    streams["sharegpt"] = open_records(folder / "vanilla.json", images=folder / "captions.zip")
    return streams


def bare(file: Path) -> int:
    """Read captions and look at nothing."""
    count = 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            name, _, latex = line.rstrip("\n").partition("\t")
            count += bool(Record(name, latex))
    return count


def walk(stream: RecordStream) -> int:
    """Read a stream to its end and drop what comes."""
    return sum(not isinstance(item, Skip) for item in stream.items())


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def peak(stream: RecordStream) -> int:
    """Return the most bytes that Python's objects take while a stream is walked through."""
    tracemalloc.start()
    walk(stream)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def measured(size: int, *, rounds: int) -> dict[str, dict[str, float]]:
    """Return time and memory of each reader for a set of that size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        streams = written(folder, [PIECES[number % len(PIECES)] for number in range(size)])
        times: dict[str, list[float]] = {label: [] for label in ("bare", *streams)}
        for _ in range(rounds):
            times["bare"].append(seconds(lambda: bare(folder / "captions.tsv")))
            for label, stream in streams.items():
                times[label].append(seconds(lambda stream=stream: walk(stream)))
        return {
            label: {
                "records": walk(stream),
                "times": statistics.median(b / a for a, b in zip(times["bare"], times[label], strict=True)),
                "microseconds": statistics.median(times[label]) / size * 1e6,
                "bytes": peak(stream) / size,
            }
            for label, stream in streams.items()
        }


def main() -> None:
    """Measure, print, and write what was measured."""
    options = arguments(__doc__).parse_args()
    sizes, rounds = (QUICK_SIZES, QUICK_ROUNDS) if options.quick else (SIZES, ROUNDS)
    found = {size: measured(size, rounds=rounds) for size in sizes}
    for size, rows in found.items():
        print(f"\n{size:,} records: CPU time over a bare loop, microseconds and bytes for a record\n")
        cells = [
            (label, f"{row['times']:.1f}", f"{row['microseconds']:.1f}", f"{row['bytes']:.0f}")
            for label, row in rows.items()
        ]
        print(table(("format", "times bare", "µs", "bytes"), cells))
    report = [
        line
        for label, row in found[max(found)].items()
        for line in (
            Row(f"{label}, {max(found):,} records", 1 / row["times"], "times as fast", "bare loop over captions"),
            Row(f"{label}, held of a record", row["bytes"], "bytes"),
        )
    ]
    write_json(options.json, {"sizes": found}, report=report)


if __name__ == "__main__":
    main()
