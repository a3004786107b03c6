"""Made-up records, pictures and conversations, of which samples are made."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hmer_kit.data import Conversation, Record

__all__ = ["RECORDS", "conversations", "drawn", "ids", "latex_of", "picture", "put"]

RECORDS = 6
"""Records of each sample, unless asked for another number."""


def latex_of(number: int) -> str:
    """Return the expression of a record: another one for each number."""
    digits = " ".join(str(number))
    return rf"\frac {{ {digits} }} {{ x }} + y ^ {{ {digits} }}"


def ids(count: int) -> list[str]:
    """Return the ids of records."""
    return [f"r{number:07}" for number in range(count)]


def picture(number: int = 0) -> bytes:
    """Return a small picture as PNG."""
    from PIL import Image

    image = Image.new("L", (24, 12), 255)
    image.paste(0, (2 + number % 8, 3, 6 + number % 8, 9))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and its folders."""
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return place


def drawn(count: int = RECORDS) -> Iterator[Record]:
    """Yield records with pictures and predictions, every third of them wrong."""
    from hmer_kit.data import BytesImage, Record

    for number, name in enumerate(ids(count)):
        image = BytesImage(f"{name}.png", picture(number))
        latex = latex_of(number)
        guess = latex if number % 3 else latex.replace("y", "v")
        yield Record(name, latex, image=image, prediction=guess)


def conversations(count: int = RECORDS) -> Iterator[Conversation]:
    """Yield one conversation a record."""
    from hmer_kit.data import conversation

    for number, name in enumerate(ids(count)):
        yield conversation("Read it.", latex_of(number), images=[f"images/{name}.png"])
