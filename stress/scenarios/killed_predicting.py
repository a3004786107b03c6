"""Predictions for a data set that are broken off and taken up again, by the library and by hmer-kit predict.

After each kill every whole line of the unfinished file is one of an unbroken run, and none is there twice; what is on
the disk is not asked again. In the end the file is that of the unbroken run, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stress.faults.killing import Work, outlast
from stress.harness.trial import survived
from stress.material.data_sets import data_set

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 2.0
AT_LEAST = 4
LIMIT = 500.0
PROGRAM = "stress.subjects.predicting"
OUT = "predictions.jsonl"


def trial(rng: random.Random, folder: Path) -> str:
    """Predict, with a predictor that costs nothing, or with a small model."""
    records = data_set(rng, folder / "data", number=rng.randint(30, 150))
    by_model = rng.random() < 0.25
    chunk = rng.choice((1, 3, 8, 64))
    asked = folder / "asked"
    if by_model:
        command = [*_model(rng, folder), "--limit", "24", "--output", OUT, "--batch-size", "2", "--quiet"]
    else:
        command = [PROGRAM, "../data", "../asked", str(chunk), str(rng.choice((0, 0.005, 0.02)))]
    places = [folder / name for name in ("whole", "broken")]
    for place in places:
        place.mkdir()
    kills = 2 if by_model else rng.randint(3, 6)
    done = outlast(Work(command, places[1]), rng, whole=places[0], kills=kills, working=_is_unfinished, between=_lines)
    lines = done.files[OUT].splitlines()
    if not by_model:
        questions = asked.read_text(encoding="utf-8").split()
        assert len(lines) == len({record.id for record in records})
        again = len(questions) - 2 * len(records)
        assert again <= kills * chunk, f"asked {again} questions again, after {kills} kills of chunks of {chunk}"
    who = "a small model" if by_model else f"chunks of {chunk}"
    return survived(done.faults, f"{len(lines)} predictions by {who}, each once")


def _is_unfinished(name: str) -> bool:
    return name.endswith(".part") or "/." in f"/{name}"


def _lines(now: dict[str, bytes], whole: dict[str, bytes]) -> None:
    """Every whole line of an unfinished file is of the unbroken run, and there once."""
    part = now.get(f"{OUT}.part", b"")
    lines = part[: part.rfind(b"\n") + 1].splitlines()
    assert len(set(lines)) == len(lines), "a line is there twice"
    assert set(lines) <= set(whole[OUT].splitlines()), "a line is not of the unbroken run"


def _model(rng: random.Random, folder: Path) -> list[str]:
    """Make a small model with random weights; return a command that asks it."""
    import torch

    from hmer_kit.vlm.small import small_model, small_processor

    torch.manual_seed(rng.randrange(2**31))
    processor = small_processor(["x", "y", "a", "1", "2", "+", "-", "="])
    small_model(processor.tokenizer, hidden_size=32, layers=1).save_pretrained(folder / "model")
    processor.save_pretrained(folder / "model")
    return ["hmer-kit", "predict", "--model", "../model", "--data", "../data", "--max-new-tokens", "8"]
