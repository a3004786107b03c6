"""Writers that are killed with signal 9 at any touch of the disk, and run again; a script in a process of its own.

``python killed_writers.py KIND FOLDER STEP`` writes the same records once without a break, then once for each STEP-th
touch of the disk: killed there, and given again. It prints a JSON object: how many touches there were, and those after
which the result was not the same, byte for byte.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from hmer_kit.data import Record, write_captions, write_parquet, write_shards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOUCHES = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree")


class Bar:
    """A picture with a bar at a place of its own; the fifth cannot be drawn."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.name = f"bar-{place}"

    def load(self) -> Image.Image:
        image = Image.new("L" if self.place != 5 else "CMYK", (64, 32), 255 if self.place != 5 else 0)
        if self.place != 5:
            image.paste(0, (self.place, 4, self.place + 9, 28))
        return image


def records() -> Iterator[Record]:
    """Nine records; one has no picture that can be kept, one an id that came before, two need other names."""
    names = ["a", "b/c", "b_c", "d", "e", "f", "a", "g.png", "h"]
    for number, name in enumerate(names):
        yield Record(name, f"x ^ {{ {number} }}", image=Bar(number), writer=f"w{number % 2}")


WRITERS: dict[str, Callable[..., Any]] = {
    "captions": write_captions,
    "zip": partial(write_captions, pictures="zip"),
    "parquet": partial(write_parquet, row_group_bytes=300),
    "shards": partial(write_shards, shard_records=2),
}


def content(place: Path) -> dict[str, bytes]:
    """All files below a place, or the file."""
    files = [file for file in place.rglob("*") if file.is_file()] if place.is_dir() else [place]
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in files}


def is_below_a_folder(event: str, args: tuple[Any, ...]) -> bool:
    """Whether something is removed whose name is told within an open folder, as ``shutil.rmtree`` does."""
    return event in {"os.remove", "os.rmdir"} and args[1] != -1


def write(kind: str, target: Path, *, kill: int | None, count: Path | None = None) -> None:
    """Write in a child, which is killed at a touch of the disk, or counts them."""
    child = os.fork()
    if not child:
        touched = 0

        def hook(event: str, args: tuple[Any, ...]) -> None:
            nonlocal touched
            if event in TOUCHES and args and (target.parent.name in str(args[0]) or is_below_a_folder(event, args)):
                touched += 1
                if touched == kill:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        status = 1
        try:
            WRITERS[kind](target, records())
            if count is not None:
                seen = touched
                count.write_text(str(seen), encoding="utf-8")
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if kill is None and status:
        raise RuntimeError(f"a run that was not killed ended with {status}")


def prepare(folder: Path) -> Path:
    """Make a place that holds a file of somebody else's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder / "set"


def main(kind: str, folder: Path, step: int) -> dict[str, Any]:
    """Kill and go on, for every step-th touch."""
    whole = prepare(folder / "whole")
    if kind != "parquet":
        whole.mkdir()
        (whole / "notes.txt").write_text("mine", encoding="utf-8")
    write(kind, whole, kill=None, count=folder / "count")
    touches = int((folder / "count").read_text(encoding="utf-8"))
    expected = content(whole)
    wrong = []
    for kill in range(1, touches + 1, step):
        target = prepare(folder / f"killed-{kill}")
        if kind != "parquet":
            target.mkdir()
            (target / "notes.txt").write_text("mine", encoding="utf-8")
        write(kind, target, kill=kill)
        write(kind, target, kill=None)
        left = [entry.name for entry in target.parent.iterdir() if entry != target]
        if content(target) != expected or left:
            wrong.append(kill)
    return {"touches": touches, "wrong": wrong, "files": sorted(expected)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
