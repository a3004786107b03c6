"""Real ink beside synthetic ink of the same expressions: by the stroke alphabet, and by a bank of other people's ink.

Run: python examples/real_beside_synthetic.py [FILE] [INKML]

INKML is CROHME's test set of 2014; where it is absent, the picture has synthetic ink alone and says so. `make docs`
draws it before the pages are built: so they show real ink that is in no commit and in no package.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from hmer_kit import ink
from hmer_kit.data import Record, iter_inkml
from hmer_kit.exceptions import HmerKitError

INKML = Path(__file__).resolve().parents[2] / "shared" / "data" / "inkml" / "crohme_test2014.tar.xz"
SHOWN = ("RIT_2014_15", "505_em_56", "518_em_435", "RIT_2014_293", "516_em_394", "RIT_2014_172")
MADE_UP = (r"\sum _ { n = 1 } ^ { k } a _ { n }", r"\frac { x + 1 } { \sqrt { y } }", r"\int f ( t ) d t = 3")
WITH = ("real: CROHME 2014, CC BY-NC-SA 3.0", "synthetic, alphabet", "synthetic, bank of other people's ink")
WITHOUT = ("synthetic; real ink is left out:", "../shared/data was absent", "when this page was built")


def written(latex: str, seed: int, bank: ink.SymbolBank | None = None) -> Image.Image:
    """Draw synthetic ink in the style that real ink is drawn in."""
    return ink.draw_image(ink.to_document(ink.render(latex, writer=ink.Writer.from_seed(seed), seed=seed, bank=bank)))


def is_sound(document: ink.InkDocument) -> bool:
    """Return whether a file says the same of its ink twice: in one of 2014 a sine is labelled as a tangent."""
    try:
        return ink.compare_with_caption(document, document.truth or "").agrees
    except HmerKitError:
        return False


def beside_real(source: Path) -> list[Image.Image]:
    """Draw each expression in the hand that wrote it, by the alphabet, and by other hands."""
    records = [item for item in islice(iter_inkml(source), 600) if isinstance(item, Record)]
    inks = {record.id: record.ink.load() for record in records if record.ink}
    people = {inks[name].writer for name in SHOWN}
    bank = ink.SymbolBank.cut(item for item in inks.values() if item.writer not in people and is_sound(item))
    rows = [(inks[name], inks[name].truth or "", seed) for seed, name in enumerate(SHOWN)]
    drawn = [(ink.draw_image(real), written(latex, seed), written(latex, seed, bank)) for real, latex, seed in rows]
    return [picture for row in drawn for picture in row]


def sheet(source: Path = INKML) -> Image.Image:
    """Put all on one page, with a line over each column."""
    real = source.exists()
    pictures = beside_real(source) if real else [written(latex, seed) for latex in MADE_UP for seed in range(3)]
    cells = ink.contact_sheet(pictures, columns=3, cell=(320, 110))
    page = Image.new("L", (cells.width, cells.height + 22), 232)
    page.paste(cells, (0, 22))
    for column, title in enumerate(WITH if real else WITHOUT):
        ImageDraw.Draw(page).text((8 + column * 326, 6), title, fill=16, font=ImageFont.load_default(12))
    return page


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "runs/real_beside_synthetic.png")
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet(Path(sys.argv[2]) if len(sys.argv) > 2 else INKML).save(target, optimize=True)
