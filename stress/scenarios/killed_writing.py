"""Data sets, corpora, reports and tables whose writing is killed and given again.

Each command that writes a file or folder, over an older output or over none. After each kill every file is the old one
or the new one; in the end all is as in a run that nobody killed, byte for byte, and nothing else is left.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from stress.faults.killing import Work, outlast, run
from stress.harness.trial import survived
from stress.material.data_sets import data_set, predictions_of

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 12
LIMIT = 300.0
CONVERTED = {
    "captions": "out",
    "captions_zip": "out",
    "parquet": "out.parquet",
    "shards": "out",
    "captions_alone": "out.tsv",
    "formulas": "out.txt",
    "predictions": "out.jsonl",
    "sharegpt": "out.json",
    "llama-factory": "out.json",
    "trl": "out.jsonl",
    "ms-swift": "out.jsonl",
}
INK = {"inkml": "ink", "label_graphs": "ink", "captions": "ink", "parquet": "ink.parquet"}


def trial(rng: random.Random, folder: Path) -> str:
    """Draw a command, kill it some times, and let it end."""
    make = rng.choice((converted, converted, converted, synthesized, errors, others, others))
    command = make(rng, folder)
    codes = frozenset({0, 1})
    places = [folder / name for name in ("whole", "broken")]
    older = rng.random() < 0.5
    for place in places:
        place.mkdir()
    if older:
        # of other data, so that old and new differ; then what the command reads is made
        ended = run(Work(command, places[0], codes))
        assert ended.code in codes, ended.said
        for path in list(places[0].iterdir()):
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, places[1] / path.name)
        for name in ("data", "predictions.json", "more.json"):
            if (path := folder / name).is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        command = make(rng, folder, like=command)
    done = outlast(Work(command, places[1], codes), rng, whole=places[0], kills=rng.randint(2, 5))
    size = sum(map(len, done.files.values()))
    what = " ".join(command[1:2] + command[command.index("--output") :])
    return survived(
        done.faults, f"{len(done.files)} files, {size} bytes by {what}{', over older ones' if older else ''}"
    )


def converted(rng: random.Random, folder: Path, like: list[str] | None = None) -> list[str]:
    """Another format of a data set."""
    # More than an older output has: a copied picture that stands there under the same name is not written over, and its
    # record is left out.
    records = data_set(rng, folder / "data", number=rng.randint(201, 300) if like else rng.randint(30, 200))
    predictions_of(rng, records, file=folder / "predictions.json")
    shape = rng.choice(list(CONVERTED))
    given = "../predictions.json" if shape == "predictions" else "../data"  # captions have no predictions to write
    return like or ["hmer-kit", "convert", given, "--replace", "--output", CONVERTED[shape], "--to", shape]


def synthesized(rng: random.Random, folder: Path, like: list[str] | None = None) -> list[str]:
    """Synthetic ink."""
    del folder
    shape, number = rng.choice(list(INK)), str(rng.randint(20, 120))
    words = ["--replace", "--seed", str(rng.randrange(1000)), "--number", number]
    if like:
        return [*like[: like.index("--seed")], *words[1:], *like[like.index("--output") :]]
    return ["hmer-kit", "synthesize", *words, "--output", INK[shape], "--to", shape]


def errors(rng: random.Random, folder: Path, like: list[str] | None = None) -> list[str]:
    """The error corpus and its training data."""
    records = data_set(rng, folder / "data", number=rng.randint(30, 200))
    files = [folder / "predictions.json", folder / "more.json"]
    for file in files:
        predictions_of(rng, records, file=file)
    more = rng.choice(([], ["--error-free-share", "0.2"], ["--at-least", "300"], ["--spans", "balanced"]))
    names = [f"../{file.name}" for file in files]
    return like or ["hmer-kit", "build-errors", *names, "--data", "../data", *more, "--output", "errors"]


def others(rng: random.Random, folder: Path, like: list[str] | None = None) -> list[str]:
    """Parts, mixtures, pictures, dictionaries and reports."""
    records = data_set(rng, folder / "data", number=rng.randint(30, 150))
    predictions_of(rng, records, file=folder / "predictions.json")
    shape = rng.choice(([], ["--to", "parquet"], ["--to", "shards"]))
    commands = [
        ["split", "../data", "--shares", "train=0.8,test=0.2", "--replace", *shape, "--output", "parts"],
        ["mix", "--source", "a=../data:2", "--source", "b=../data:1", "--size", "90", "--replace", "--output", "mixed"],
        ["duplicates", "../data", "--by", "expression", "--replace", "--output", "distinct"],
        ["draw", "../data", "--replace", "--output", "pictures"],
        ["vocabulary", "../data", "--replace", "--output", "dictionary.txt"],
        ["report", "../predictions.json", "--data", "../data", "--output", "report.html"],
    ]
    return like or ["hmer-kit", *rng.choice(commands)]
