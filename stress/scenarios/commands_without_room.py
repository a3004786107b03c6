"""Commands that write, onto a disk that is full or read-only: exit code 2, one clear message, nothing left behind.

Commands with ``--output`` are found, not listed; one that has no example is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

from stress.faults.disks import BALLAST, fill, made_read_only, small_disk
from stress.harness.trial import survived
from stress.material.samples import BUILDERS
from stress.subjects.writers import content

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 1.0
AT_LEAST = 1
LIMIT = 240.0
RUNS = 10
COMMANDS: dict[str, tuple[str, ...]] = {
    "report": ("{predictions}", "--output", "{new}.html"),
    "confusions": ("{predictions}", "--output", "{new}.json", "--as", "json"),
    "convert": ("{captions}", "--output", "{new}"),
    "duplicates": ("{captions}", "--output", "{new}"),
    "split": ("{captions}", "--shares", "train=0.5,test=0.5", "--output", "{new}"),
    "mix": ("--source", "a={captions}:1", "--output", "{new}"),
    "draw": ("{inkml}", "--output", "{new}"),
    "synthesize": ("--number", "3", "--output", "{new}"),
    "symbol-bank": ("{inkml}", "--output", "{new}.npz"),
    "build-tasks": ("{captions}", "--output", "{new}"),
    "build-errors": ("{predictions}", "--output", "{new}"),
    "error-corpus": ("{corpus}", "{corpus}", "--output", "{new}.jsonl"),
    "sampling-weights": ("{captions}", "--confusions", "{predictions}", "--output", "{new}.jsonl"),
    "grammar": ("--output", "{new}.gbnf"),
    "vocabulary": ("{captions}", "--output", "{new}.txt"),
}
"""Arguments of each command; ``{new}`` stands on the disk without room."""
OTHERS = {
    "predict": "asks a model; predict_records is held by full_disk",
    "reread": "asks a model",
    "mine-errors": "trains models",
}
"""Commands that write what needs a model, with the reason why they are not here."""
NAMES = ("predictions", "captions", "inkml", "corpus")


def trial(rng: random.Random, folder: Path) -> str:
    """Run some of the commands, each on a disk of its own."""
    _require_all()
    paths = {}
    for name in NAMES:
        (folder / name).mkdir()
        paths[name] = str(BUILDERS[name](folder / name, 40))
    faults: Counter[str] = Counter()
    wrong: list[str] = []
    with small_disk(folder / "disk", kib=256) as disk:
        for command in rng.sample(sorted(COMMANDS), RUNS):
            read_only = rng.random() < 0.4
            faults["disk mounted read-only" if read_only else "full disk"] += 1
            wrong += _without_room(command, disk, paths, leave=None if read_only else rng.choice([0, 0, 4096, 12288]))
            for left in disk.iterdir():
                _remove(left)
    assert not wrong, "\n".join(wrong)
    return survived(faults, "each ended with exit code 2 and a clear message, or had room, and left nothing behind")


def _without_room(command: str, disk: Path, paths: dict[str, str], *, leave: int | None) -> list[str]:
    words = [word.format(new=disk / "new", **paths) for word in COMMANDS[command]]
    if leave is None:
        with made_read_only(disk):
            done = _run(command, words)
    else:
        fill(disk, leave=leave)
        done = _run(command, words)
        (disk / BALLAST).unlink()
    shown = f"hmer-kit {command} {' '.join(words)}: exit code {done.returncode}\n{done.stderr[-1200:]}"
    if done.returncode == 0 and leave:
        return []
    if done.returncode != 2 or "Traceback" in done.stderr:
        return [shown]
    why = ("Read-only",) if leave is None else ("No space left",)
    problems = [] if any(each in done.stderr for each in why) else [f"does not say why: {shown}"]
    left = {name: len(data) for name, data in content(disk).items() if data}
    return problems + ([f"left behind {left}: {shown}"] if left else [])


def _run(command: str, words: list[str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "hmer_kit", command, *words]
    told = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(line, capture_output=True, text=True, check=False, env=told, timeout=100)


def _remove(place: Path) -> None:
    import shutil

    shutil.rmtree(place) if place.is_dir() else place.unlink()


def _require_all() -> None:
    from hmer_kit.cli._commands import COMMANDS as KNOWN
    from hmer_kit.cli.app import command_parser
    from stress.subjects.surface import require_all

    found = [name for name in KNOWN if name not in {"train", "quickstart"} and _writes(command_parser(name))]
    require_all(found, [*COMMANDS, *OTHERS], where="stress/scenarios/commands_without_room.py")


def _writes(parser: object) -> bool:
    actions = getattr(parser, "_actions", ())
    return any("--output" in action.option_strings for action in actions)
