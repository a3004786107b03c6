"""How far drawn InkML agrees with the published CROHME pictures: sizes, and the overlap of the ink.

Run: python -m benchmarks.experiments.rendering [--quick] [--json FILE] [--data ../shared/data]
"""

from __future__ import annotations

import tarfile
import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from benchmarks.experiments._figures import arguments, table, write_json
from hmer_kit.exceptions import DataError
from hmer_kit.ink import draw_image, parse_inkml, stroke_height, symbol_height

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hmer_kit.ink import InkDocument

SETS = {"test2014": "crohme_2014", "train": "crohme_train"}
"""The sets with both InkML and pictures, and the style of each."""

QUICK = 40
"""Pictures of each set with ``--quick``."""

SHOWN = 5
"""The worst pictures that are named."""

QUANTILES = (0, 1, 5, 25, 50)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One picture of ours beside the published one."""

    name: str
    wider: int
    """Pixels that ours is wider."""
    higher: int
    overlap: float
    """Ink in both over ink in either, at the best of the nine shifts by at most a pixel where sizes differ."""
    near: float
    """Share of the ink of each that lies within a pixel of the other's: the smaller one."""
    pixels: int
    """Pixels that differ; -1 where sizes do."""


def agreement(name: str, ours: Image.Image, published: Image.Image) -> Agreement:
    """Compare two pictures of one expression, white on black."""
    a, b = np.asarray(ours) > 127, np.asarray(published.convert("L")) > 127
    height, width = np.maximum(a.shape, b.shape)
    same = a.shape == b.shape
    one, other = _padded(a, height, width), _padded(b, height, width)
    shifts = [(0, 0)] if same else [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    moved = max((np.roll(one, shift, (0, 1)) for shift in shifts), key=lambda picture: overlap(picture, other))
    near = min(_within(moved, _wide(other)), _within(other, _wide(moved)))
    pixels = int((one != other).sum()) if same else -1
    return Agreement(name, a.shape[1] - b.shape[1], a.shape[0] - b.shape[0], overlap(moved, other), near, pixels)


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the ink in both over the ink in either."""
    return float((one & other).sum() / max(1, (one | other).sum()))


def documents(folder: Path, name: str) -> Iterator[tuple[str, InkDocument]]:
    """Yield the ink of a set that can be read, by the stem of its file."""
    with tarfile.open(folder / "inkml" / f"crohme_{name}.tar.xz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".inkml") else None
            if stream is None:
                continue
            try:
                yield Path(member.name).stem, parse_inkml(stream.read(), name=member.name)
            except DataError as error:
                print(f"  left out {member.name}: {error.code}")


def measure(folder: Path, name: str, *, most: int | None) -> tuple[list[Agreement], list[tuple[float, float]]]:
    """Return the agreement of each picture, and how far each estimate of the scale is off."""
    found, estimates = [], []
    with zipfile.ZipFile(folder / "crohme" / name / "images.zip") as pictures:
        members = {Path(member).stem: member for member in pictures.namelist() if member.endswith(".png")}
        for stem, document in documents(folder, name):
            if stem not in members:
                print(f"  no picture of {stem}")
                continue
            published = Image.open(BytesIO(pictures.read(members[stem])))
            found.append(agreement(stem, draw_image(document, style=SETS[name]), published))
            if document.symbols and (true := symbol_height(document)):
                estimates.append((_estimated(document) / true, stroke_height(document.strokes) / true))
            if most is not None and len(found) >= most:
                break
    return found, estimates


def report(name: str, found: list[Agreement], estimates: list[tuple[float, float]]) -> dict[str, object]:
    """Print and return the figures of a set."""
    same = sum(item.pixels == 0 for item in found)
    sizes = sum(item.pixels >= 0 for item in found)
    print(f"\n{name}, style {SETS[name]!r}: {len(found)} pictures, {same} the same to the pixel, {sizes} of one size")
    rows = [
        ("overlap of the ink", *_quantiles([item.overlap for item in found])),
        ("ink within one pixel", *_quantiles([item.near for item in found])),
    ]
    print(table(("of each hundred", *(f"{quantile} %" for quantile in QUANTILES)), rows))
    worst = sorted((item for item in found if item.pixels), key=lambda item: (item.overlap, item.near))
    for item in worst[:SHOWN]:
        print(f"  {item.name}: overlap {item.overlap:.4f}, {item.pixels} pixels, size {item.wider:+d} {item.higher:+d}")
    off = np.abs(np.array(estimates) - 1)
    names = ("estimated by merged strokes", "by strokes, as published")
    for label, column in zip(names, off.T, strict=True):
        half, most = np.quantile(column, (0.5, 0.9))
        print(f"  height of symbols {label}: off by {half:.1%} in the median, {most:.1%} at 90 %")
    return {"pictures": len(found), "identical": same, "sizes": sizes, "overlap": rows[0][1:], "near": rows[1][1:]}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[3] / "shared" / "data")
    options = parser.parse_args()
    figures = {}
    for name in SETS:
        found, estimates = measure(options.data, name, most=QUICK if options.quick else None)
        figures[name] = report(name, found, estimates)
    write_json(options.json, figures)


def _estimated(document: InkDocument) -> float:

    return symbol_height(replace(document, symbols=()))


def _quantiles(values: list[float]) -> list[str]:
    return [f"{value:.4f}" for value in np.percentile(values, QUANTILES)]


def _padded(picture: NDArray[np.bool_], height: int, width: int) -> NDArray[np.bool_]:
    return np.pad(picture, ((0, height - picture.shape[0]), (0, width - picture.shape[1])))


def _wide(picture: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(picture, 1)
    views = [padded[y : y + picture.shape[0], x : x + picture.shape[1]] for y in range(3) for x in range(3)]
    return np.any(views, axis=0)


def _within(inner: NDArray[np.bool_], outer: NDArray[np.bool_]) -> float:
    return float((inner & outer).sum() / max(1, inner.sum()))


if __name__ == "__main__":
    main()
