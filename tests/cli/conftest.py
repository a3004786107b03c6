"""Tiny data sets in the captions + images layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def _write_part(place: Path, captions: Sequence[str]) -> None:
    """Write captions and a picture of each."""
    (place / "images").mkdir(parents=True)
    for number, caption in enumerate(captions):
        image = Image.new("L", (80, 40), 0)
        ImageDraw.Draw(image).text((5, 5), caption[:8], fill=255)
        image.save(place / "images" / f"{place.name}_{number}.png")
    lines = [f"{place.name}_{number}\t{caption}\n" for number, caption in enumerate(captions)]
    (place / "captions.tsv").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def write_part() -> Callable[[Path, Sequence[str]], None]:
    return _write_part


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A training set with a test set beside it."""
    for part, amount in (("train", 12), ("test2014", 4)):
        _write_part(tmp_path / part, [f"{' '.join(str(number))} + 1" for number in range(amount)])
    return tmp_path
