"""Real handwriting against synthetic, constant by constant: sizes, raises, gaps, slants of CROHME and of our writers.

Run: python -m benchmarks.experiments.fit_writers FOLDER_OR_TAR_OF_INKML [documents]

Both sides are measured alike: from boxes of segmented symbols and the relations between them, in sizes, where a size is
the height that a capital would have beside the symbol. The same expressions are written by synthetic writers.
"""

from __future__ import annotations

import random
import sys
import tarfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hmer_kit.exceptions import HmerKitError
from hmer_kit.ink import InkDocument, Writer, parse_inkml, render, to_document
from hmer_kit.ink.synthetic import Spacing, find_glyph
from hmer_kit.latex.tree import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARES = (10, 25, 50, 75, 90)
SMALL = frozenset("acemnorsuvxz")
TALL = frozenset("0123456789ABCDEFGHIKLMNPRSTVXY")
UPRIGHT = frozenset(["1", "l", "|", "d", "b", "h", "k"])
BIG = frozenset([r"\sum", r"\int"])


class Box(NamedTuple):
    """One symbol: its ink, its size and its baseline, ``y`` down."""

    label: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    baseline: float
    sort: str

    @property
    def height(self) -> float:
        return self.bottom - self.top


def boxes_of(document: InkDocument) -> list[Box]:
    strokes = document.strokes.split()
    boxes = []
    for symbol in document.symbols:
        points = np.concatenate([strokes[index] for index in symbol.strokes])
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        glyph = find_glyph(symbol.label)
        size = baseline = 0.0
        sort = "" if glyph is None else sort_of(symbol.label, glyph.spacing)
        if glyph is not None and glyph.shapes and sort != "operator":
            heights = [shape.top - shape.bottom for shape in glyph.shapes]
            nearest = min(range(len(heights)), key=lambda i: abs(heights[i] - np.median(heights)))
            shape = glyph.shapes[nearest]
            size = 100 * (bottom - top) / max(shape.top - shape.bottom, 1.0)
            baseline = bottom + shape.bottom * size / 100
        boxes.append(Box(symbol.label, left, top, right, bottom, size, baseline, sort))
    return boxes


def sort_of(label: str, spacing: Spacing) -> str:
    if spacing is Spacing.OPERATOR:
        return "operator"
    if label in BIG:
        return "big"
    # letters whose variants differ in where they end say nothing about the baseline
    return "plain" if label in SMALL | TALL | set("bdhkl") or label.startswith(r"\alpha") else ""


def measure(document: InkDocument) -> Iterator[tuple[str, float]]:
    """Yield what one document says about its writer: name of the constant and value."""
    boxes = boxes_of(document)
    sizes = [box.size for box in boxes if box.sort == "plain" and box.size]
    if not sizes:
        return
    unit = float(np.median(sizes))
    children = defaultdict(list)
    for parent, child, relation in document.relations:
        children[parent].append((child, relation))
        yield from of_edge(boxes[parent], boxes[child], relation, unit)
    for parent, box in enumerate(boxes):
        if box.label == r"\frac" or (box.label == "-" and any(r is Relation.ABOVE for _, r in children[parent])):
            yield from of_fraction(box, parent, boxes, children, unit)
    strokes = document.strokes.split()
    for symbol, box in zip(document.symbols, boxes, strict=True):
        if symbol.label in UPRIGHT and box.height > 0.5 * unit:
            yield "slant of upright letters", slant(strokes[symbol.strokes[0]])
        if symbol.label in {"a", "x", "2", "3", "y"} and box.height > 0:
            yield "width over height of a, x, y, 2, 3", (box.right - box.left) / box.height
        if symbol.label in {"+", "="}:
            yield f"width of {symbol.label}", (box.right - box.left) / unit


def of_edge(parent: Box, child: Box, relation: Relation, unit: float) -> Iterator[tuple[str, float]]:
    plain = parent.sort == child.sort == "plain" and parent.size > 0 and child.size > 0
    if relation is Relation.SUP and plain:
        yield "size of superscripts", child.size / parent.size
        yield "raise of superscripts", (parent.baseline - child.baseline) / parent.size
        yield "gap before superscripts", (child.left - parent.right) / parent.size
    if relation is Relation.SUB and plain:
        yield "size of subscripts", child.size / parent.size
        yield "drop of subscripts", (child.baseline - parent.baseline) / parent.size
        yield "gap before subscripts", (child.left - parent.right) / parent.size
    if relation is Relation.RIGHT:
        yield from of_neighbours(parent, child, unit, plain=plain)
    if relation in {Relation.ABOVE, Relation.BELOW} and parent.sort == "big" and child.sort == "plain":
        yield "size of limits", child.size / unit


def of_neighbours(parent: Box, child: Box, unit: float, *, plain: bool) -> Iterator[tuple[str, float]]:
    gap = (child.left - parent.right) / unit
    if plain:
        yield "gap between letters and digits", gap
        yield "wander of the baseline", (child.baseline - parent.baseline) / unit
        yield "contrast of sizes (logarithm)", float(np.log(child.size / parent.size))
        if child.label in SMALL and parent.label in TALL:
            yield "height of small letters", child.height / max(parent.height, 1e-9)
        if parent.label in SMALL and child.label in TALL:
            yield "height of small letters", parent.height / max(child.height, 1e-9)
    elif "operator" in {parent.sort, child.sort} and "plain" in {parent.sort, child.sort}:
        yield "gap beside operators", gap
    elif parent.sort == "big" and child.sort == "plain":
        yield "height of sums and integrals", parent.size / unit


def of_fraction(
    bar: Box, number: int, boxes: list[Box], children: dict[int, list[tuple[int, Relation]]], unit: float
) -> Iterator[tuple[str, float]]:
    """Yield room over and under a bar, and how far it reaches past what is over and under it."""
    widths = []
    for relation, name in ((Relation.ABOVE, "over"), (Relation.BELOW, "under")):
        first = [child for child, at in children[number] if at is relation]
        if not first:
            return
        row = below(first[0], children)
        widths.append(max(boxes[i].right for i in row) - min(boxes[i].left for i in row))
        middle = (bar.top + bar.bottom) / 2
        if relation is Relation.ABOVE:
            yield f"room {name} fraction bars", (middle - max(boxes[i].bottom for i in row)) / unit
        else:
            yield f"room {name} fraction bars", (min(boxes[i].top for i in row) - middle) / unit
        plain = [boxes[i].size for i in row if boxes[i].sort == "plain"]
        if plain:
            yield "size in fractions", float(np.median(plain)) / unit
    yield "overhang of fraction bars, one side", (bar.right - bar.left - max(widths)) / 2 / unit


def below(first: int, children: dict[int, list[tuple[int, Relation]]]) -> list[int]:
    found, stack = [], [first]
    while stack:
        symbol = stack.pop()
        found.append(symbol)
        stack.extend(child for child, _ in children[symbol])
    return found


def slant(stroke: np.ndarray) -> float:
    """Return the slope of the long axis of a stroke: to the right, going up, is positive."""
    centred = stroke - stroke.mean(axis=0)
    x, y = np.linalg.eigh(centred.T @ centred + 1e-9 * np.eye(2))[1][:, -1]
    return float(np.clip(-x / y if abs(y) > 1e-6 else 3.0, -3, 3))


def files(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        yield from ((path.name, path.read_bytes()) for path in sorted(source.rglob("*.inkml")))
        return
    with tarfile.open(source) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".inkml") else None
            if file is not None:
                yield member.name, file.read()


def documents(source: Path) -> Iterator[InkDocument]:
    for name, data in files(source):
        try:
            document = parse_inkml(data, name=name)
        except HmerKitError:
            continue
        if document.relations and document.truth:
            yield document


def gathered(found: Iterator[InkDocument]) -> dict[str, np.ndarray]:
    values = defaultdict(list)
    for document in found:
        for name, value in measure(document):
            values[name].append(value)
    return {name: np.array(numbers) for name, numbers in values.items()}


def written(real: list[InkDocument]) -> Iterator[InkDocument]:
    for number, document in enumerate(real):
        try:
            yield to_document(render(document.truth, writer=Writer.from_seed(number), seed=number))
        except HmerKitError:
            continue


def main() -> None:
    source = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    found = list(documents(source))
    random.Random(0).shuffle(found)
    found = found[:count]
    real, synthetic = gathered(iter(found)), gathered(written(found))
    shares = ", ".join(f"{share} %" for share in SHARES)
    print(f"{len(found)} documents; quantiles {shares}; in sizes, ratios or slopes")
    for name in sorted(real.keys() & synthetic.keys()):
        one, two = np.percentile(real[name], SHARES), np.percentile(synthetic[name], SHARES)
        print(f"{name:38} {len(real[name]):6} real      {row(one)}")
        off = (two[2] - one[2]) / max(one[3] - one[1], 1e-9)
        print(f"{'':38} {len(synthetic[name]):6} synthetic {row(two)}  off {off:+.2f}")
    print("off: median of the synthetic less that of the real, in ranges of the real from 25 % to 75 %")


def row(values: np.ndarray) -> str:
    return "  ".join(f"{value:6.2f}" for value in values)


if __name__ == "__main__":
    main()
