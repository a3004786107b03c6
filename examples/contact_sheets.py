"""Look at handwriting: synthetic ink in every style and augmented, and beside real ink of the same expressions.

Run: python examples/contact_sheets.py FOLDER [INKML]

FOLDER gets styles.png and augmented.png; with INKML (a file, folder or archive of InkML, such as CROHME's) real_ink.png
too, whose rows are an expression as it was really written and as two synthetic writers write it.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from hmer_kit.data import Skip, iter_inkml
from hmer_kit.exceptions import HmerKitError
from hmer_kit.ink import (
    STYLES,
    InkDocument,
    InkSymbol,
    PictureAugmentation,
    StrokeAugmentation,
    Strokes,
    Writer,
    contact_sheet,
    draw_image,
    render,
)

LATEX = (r"\frac { x ^ { 2 } + 1 } { \sqrt { y } }", r"\sum _ { i = 1 } ^ { n } a _ { i }", r"\alpha + 7 . 3 = i j")
ROWS = 12


def written(latex: str, seed: int) -> InkDocument:
    """Return synthetic ink in the shape that a file of InkML gives."""
    ink = render(latex, writer=Writer.from_seed(seed), seed=seed)
    symbols = tuple(InkSymbol(symbol.symbol, symbol.strokes) for symbol in ink.symbols)
    return InkDocument(f"writer {seed}", Strokes.of(ink.strokes), truth=latex, symbols=symbols)


def styles(folder: Path) -> None:
    """Draw each expression in each style."""
    shown = [(written(latex, seed), style) for seed, latex in enumerate(LATEX) for style in STYLES]
    pictures = [draw_image(document, style=style) for document, style in shown]
    contact_sheet(pictures, [style for _, style in shown], columns=len(STYLES)).save(folder / "styles.png")


def augmented(folder: Path) -> None:
    """Draw one expression as it is, then its strokes changed, then the pixels of its picture."""
    document, strokes, pixels = written(LATEX[0], 1), StrokeAugmentation(), PictureAugmentation(skipped=0.3)
    plain = draw_image(document)
    pictures, captions = [plain], ["as it is"]
    for seed in range(7):
        pictures.append(draw_image(strokes.apply(document, seed=seed)))
        captions.append(f"StrokeAugmentation, seed {seed}")
    for seed in range(8):
        pictures.append(pixels.apply(plain, seed=seed))
        captions.append(f"PictureAugmentation, seed {seed}")
    contact_sheet(pictures, captions, cell=(200, 110)).save(folder / "augmented.png")


def real_ink(folder: Path, source: str) -> None:
    """Draw real ink, and synthetic ink of the same expression beside it."""
    pictures, captions = [], []
    records = (item for item in iter_inkml(source) if not isinstance(item, Skip) and item.ink)
    for seed, record in enumerate(islice(records, 8 * ROWS)):
        try:
            documents = [
                record.ink.load(),
                written(record.reference, 2 * seed),
                written(record.reference, 2 * seed + 1),
            ]
        except HmerKitError as error:  # an expression that synthetic writers do not know
            print(f"left out {record.id}: {error}")
            continue
        pictures += [draw_image(document, style="crohme_2014") for document in documents]
        captions += [f"{record.id}: {record.reference}", "synthetic", "synthetic"]
    contact_sheet(pictures[: 3 * ROWS], captions[: 3 * ROWS], columns=3).save(folder / "real_ink.png")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    styles(target)
    augmented(target)
    if len(sys.argv) > 2:
        real_ink(target, sys.argv[2])
