"""Look at handwriting: synthetic ink in every style, and augmented.

Run: python pictures/contact_sheets.py [FOLDER]

FOLDER gets ink_styles.png and ink_augmented.png, which stand in the guide "Drawing ink".
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageOps

from hmer_kit.ink import (
    STYLES,
    InkDocument,
    PictureAugmentation,
    StrokeAugmentation,
    Writer,
    contact_sheet,
    draw_image,
    render,
    to_document,
)

LATEX = (r"\frac { x ^ { 2 } + 1 } { \sqrt { y } }", r"\sum _ { i = 1 } ^ { n } a _ { i }", r"\alpha + 7 . 3")


CELL = (200, 110)


def written(latex: str, seed: int) -> InkDocument:
    """Return synthetic ink in the shape that a file of InkML gives."""
    return to_document(render(latex, writer=Writer.from_seed(seed), seed=seed), truth=latex)


def styles(folder: Path) -> None:
    """Draw each expression in each style."""
    shown = [(written(latex, seed), style) for seed, latex in enumerate(LATEX) for style in STYLES]
    pictures = [draw_image(document, style=style) for document, style in shown]
    page = contact_sheet(pictures, [style for _, style in shown], columns=len(STYLES))
    page.save(folder / "ink_styles.png", optimize=True)


def on_ground(picture: Image.Image) -> Image.Image:
    """Put a picture in the middle of a ground of the shape of a cell, so that light and paper reach to its edges."""
    scale = max(picture.width / CELL[0], picture.height / CELL[1])
    ground = Image.new("L", (round(CELL[0] * scale), round(CELL[1] * scale)))
    ground.paste(picture, ((ground.width - picture.width) // 2, (ground.height - picture.height) // 2))
    return ground


def augmented(folder: Path) -> None:
    """Draw one expression as it is, then its strokes changed, then the pixels of its picture, of either polarity."""
    document, strokes, pixels = written(LATEX[0], 1), StrokeAugmentation(), PictureAugmentation(skipped=0.3, ruled=0.5)
    plain = on_ground(draw_image(document))
    pictures, captions = [plain], ["as it is"]
    for seed in range(7):
        pictures.append(draw_image(strokes.apply(document, seed=seed)))
        captions.append(f"strokes augmented, seed {seed}")
    for seed in range(8):
        pictures.append(pixels.apply(plain if seed < 4 else ImageOps.invert(plain), seed=seed))
        captions.append(f"picture augmented, seed {seed}")
    contact_sheet(pictures, captions, cell=CELL).save(folder / "ink_augmented.png", optimize=True)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "runs/sheets")
    target.mkdir(parents=True, exist_ok=True)
    styles(target)
    augmented(target)
