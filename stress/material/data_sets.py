"""Small data sets of synthetic handwriting for the scenarios, drawn from their random numbers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.data import BytesImage, Record, write_captions

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["SYMBOLS", "data_set", "predictions_of", "records_of"]

SYMBOLS = ("x", "y", "a", "1", "2", "+", "-", "=", r"\pi", r"\alpha")


def records_of(rng: random.Random, number: int) -> list[Record]:
    """Return records with pictures, drawn."""
    from PIL import Image

    found = []
    for at in range(number):
        image = Image.new("L", (rng.randint(24, 90), 32), 255)
        for _ in range(rng.randint(1, 6)):
            x, y = rng.randrange(20), rng.randrange(20)
            image.paste(rng.randrange(200), (x, y, x + 4, y + 9))
        image.save(buffer := io.BytesIO(), format="PNG")
        picture = BytesImage(f"r{at:04}.png", buffer.getvalue())
        found.append(Record(f"r{at:04}", latex(rng), image=picture, writer=f"w{at % 7}"))
    return found


def latex(rng: random.Random, depth: int = 3) -> str:
    """Return an expression."""
    if not depth or rng.random() < 0.4:
        return " ".join(rng.choice(SYMBOLS) for _ in range(rng.randint(1, 4)))
    one, two = latex(rng, depth - 1), latex(rng, depth - 1)
    return rng.choice((rf"\frac {{ {one} }} {{ {two} }}", rf"\sqrt {{ {one} }} + {two}", f"x ^ {{ {one} }} + {two}"))


def data_set(rng: random.Random, folder: Path, *, number: int) -> list[Record]:
    """Write a folder of captions and pictures, one in twenty of which cannot be parsed; return its records."""
    records = records_of(rng, number)
    records = [replace(one, reference="x ^ {") if rng.random() < 0.05 else one for one in records]
    write_captions(folder, records)
    return records


def predictions_of(rng: random.Random, records: Sequence[Record], *, file: Path) -> None:
    """Write predictions for records, half of them wrong in a token or two."""
    rows = []
    for record in records:
        tokens = record.reference.split()
        for _ in range(rng.choice((0, 0, 1, 2))):
            places = [at for at, token in enumerate(tokens) if token in SYMBOLS]
            if places:
                tokens[rng.choice(places)] = rng.choice(SYMBOLS)
        rows.append({"img_id": record.id, "gt": record.reference, "pred": " ".join(tokens)})
    file.write_text(json.dumps(rows), encoding="utf-8")
