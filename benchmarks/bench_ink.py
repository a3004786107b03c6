"""Pictures a second of hmer_kit.ink, beside Pillow's own text and lines, in one run.

Run: python benchmarks/bench_ink.py [--quick] [--pictures N] [--json FILE]
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from _measure import arguments, write_json
from _rows import Row
from PIL import Image, ImageDraw, ImageFont

from hmer_kit.ink import (
    STYLES,
    CorpusGrammar,
    Grammar,
    Ink,
    InkDocument,
    InkSymbol,
    PictureAugmentation,
    StrokeAugmentation,
    Strokes,
    SymbolBank,
    SyntheticImage,
    draw,
    draw_image,
    parse_inkml,
    render,
    synthesize,
    to_convention,
    to_inkml,
)
from hmer_kit.ink.synthetic.writer import Writer, generator

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT, WIDTH = 48, 192
PICTURES, QUICK_PICTURES, NATURAL = 2000, 60, 200

DEVICE = 40
"""Units of a device in a pixel, for made-up InkML."""

SECOND_LOOK = 300
"""Files of InkML that are drawn in each style."""


def milliseconds(work: Callable[[], object], n: int) -> float:
    """Return CPU milliseconds an item, the better of two runs."""
    times = []
    for _ in range(2):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) / n * 1e3)
    return min(times)


def documents(n: int) -> list[InkDocument]:
    """Return synthetic ink as a device would have written it, segmentation and all."""
    made = []
    for number, (latex, _) in enumerate(synthesize(n, grammar=Grammar(), seed=5)):
        ink = render(latex, writer=Writer.from_seed(number), seed=number)
        symbols = tuple(InkSymbol(symbol.symbol, symbol.strokes) for symbol in ink.symbols)
        strokes = Strokes.of([(stroke * DEVICE).round() for stroke in ink.strokes])
        made.append(InkDocument(f"{number}.inkml", strokes, truth=latex, symbols=symbols))
    return made


def plain_lines(ink: Ink) -> Image.Image:
    """Draw strokes that are in pixels by Pillow alone: what a script of ten lines does."""
    image = Image.new("L", (ink.width, ink.height))
    canvas = ImageDraw.Draw(image)
    for stroke in ink.strokes:
        canvas.line([tuple(point) for point in stroke.tolist()], fill=255, width=3)
    return image


def print_inkml(n: int) -> list[Row]:
    """Print and return what reading and drawing InkML costs, against Pillow's lines along the same strokes."""
    made = documents(n)
    files = [to_inkml(document).encode() for document in made]
    placed = [draw(document, style="crohme_train") for document in made]
    pictures = [draw_image(document, style="smooth") for document in made]
    plain = milliseconds(lambda: [plain_lines(ink) for ink in placed], n)
    rows = {"Pillow lines along the strokes": plain}
    rows["parse_inkml"] = milliseconds(lambda: [parse_inkml(file) for file in files], n)
    for style in STYLES:
        drawn = milliseconds(lambda style=style: [draw_image(item, style=style) for item in made], n)
        rows[f"draw_image in the style {style}"] = drawn
    strokes, pixels = StrokeAugmentation(), PictureAugmentation()
    rows["StrokeAugmentation"] = milliseconds(lambda: [strokes.apply(item, seed=1) for item in made], n)
    rows["PictureAugmentation"] = milliseconds(
        lambda: [pixels.apply(picture, seed=seed) for seed, picture in enumerate(pictures)], n
    )
    points = sum(len(document.strokes.points) for document in made) / n
    print(f"{n} files of InkML of {points:.0f} points each, CPU ms each, and against Pillow's lines")
    for name, value in rows.items():
        print(f"  {name:42} {value:7.3f} ms  {1000 / value:8.0f}/s {value / plain:8.2f}x")
    return [
        Row(name, plain / value, "times as fast", "Pillow lines along the strokes")
        for name, value in rows.items()
        if value != plain
    ]


def print_bank(n: int) -> list[Row]:
    """Print and return what ink of a bank costs, against the alphabet, drawing the same expressions in turns."""
    made = [replace(document, writer=f"person {number % 40}") for number, document in enumerate(documents(n))]
    cutting = milliseconds(lambda: SymbolBank.cut(made), sum(len(document.symbols) for document in made))
    with TemporaryDirectory() as folder:
        path = Path(folder, "bank.npz")
        bank = SymbolBank.cut(made)
        saving = milliseconds(lambda: bank.save(path), 1)
        loading = milliseconds(lambda: SymbolBank.load(path), 1)
        size = path.stat().st_size
        plain = [image for _, image in synthesize(n, seed=1, height=HEIGHT, width=WIDTH)]
        banked = [image for _, image in synthesize(n, seed=1, height=HEIGHT, width=WIDTH, bank=path)]
        banked[0].load()
        alphabet, ink = milliseconds_each(plain, banked)
    print(f"{bank}: cut in {cutting:.3f} ms a symbol; {size / len(bank):.0f} bytes a symbol in its file")
    print(f"  save {saving:.0f} ms, load {loading:.0f} ms")
    print(f"  picture by the alphabet {alphabet:.3f} ms  {1000 / alphabet:.0f}/s")
    print(f"  picture with the bank   {ink:.3f} ms  {1000 / ink:.0f}/s  {ink / alphabet:.2f}x")
    return [Row("picture with a bank of symbols", alphabet / ink, "times as fast", "picture by the alphabet")]


def milliseconds_each(first: list[SyntheticImage], second: list[SyntheticImage]) -> tuple[float, float]:
    """Return CPU milliseconds a picture of both, drawn in turns; the better of two runs."""
    best = [float("inf"), float("inf")]
    for _ in range(2):
        spent = [0.0, 0.0]
        for pair in zip(first, second, strict=True):
            for side, image in enumerate(pair):
                start = time.process_time()
                image.load()
                spent[side] += time.process_time() - start
        best = [min(old, new / len(first) * 1e3) for old, new in zip(best, spent, strict=True)]
    return best[0], best[1]


def print_grammars(n: int) -> list[Row]:
    """Print and return what a grammar learnt from a corpus costs, here from what our own grammar makes up."""
    rng = generator(3)
    corpus = [Grammar.full().sample(rng) for _ in range(n)]
    fitting = milliseconds(lambda: CorpusGrammar.fit(corpus), n)
    learnt = CorpusGrammar.fit(corpus)
    own = milliseconds(lambda: [Grammar.full().sample(rng) for _ in range(n)], n)
    sampling = milliseconds(lambda: [learnt.sample(rng) for _ in range(n)], n)
    print(
        f"CorpusGrammar of {n} expressions: fit {fitting:.3f} ms each, sample {sampling:.3f} ms, Grammar {own:.3f} ms"
    )
    return [Row("sample of a grammar that was learnt", own / sampling, "times as fast", "sample of our own grammar")]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pictures", type=int, metavar="N")
    options = parser.parse_args()
    n = options.pictures or (QUICK_PICTURES if options.quick else PICTURES)
    items = list(synthesize(n, grammar=Grammar(), seed=1, height=HEIGHT, width=WIDTH))
    font = ImageFont.load_default(20)
    writer = Writer.from_seed(0)
    natural = [render(latex, writer=writer, seed=0).to_image(anti_alias=False) for latex, _ in items[:NATURAL]]

    def print_text() -> None:
        for latex, _ in items:
            ImageDraw.Draw(Image.new("L", (WIDTH, HEIGHT))).text((2, 12), latex, fill=255, font=font)

    text = milliseconds(print_text, n)
    pictures = milliseconds(lambda: [image.load() for _, image in items], n)
    recipes = milliseconds(lambda: list(synthesize(n, seed=2)), n)
    convention = milliseconds(
        lambda: [to_convention(image, height=HEIGHT, width=WIDTH) for image in natural], len(natural)
    )
    print(f"{n} expressions of at most 12 symbols, {HEIGHT}x{WIDTH}, CPU ms each")
    for name, value in (
        ("picture (parse, write, draw)", pictures),
        ("making up an expression and a writer", recipes),
        ("to_convention of a natural-size picture", convention),
        ("Pillow text of the same strings", text),
    ):
        print(f"  {name:42} {value:7.3f} ms  {1000 / value:8.0f}/s")
    print(
        f"picture against Pillow text: {pictures / text:.2f}x; 12,000 pictures: {12 * (pictures + recipes):.1f} CPU-s"
    )
    report = [Row("synthetic picture", text / pictures, "times as fast", "Pillow text of the same string")]
    report += [Row("synthetic picture, made up and drawn", 1000 / (pictures + recipes), "pictures/s of one core")]
    for work in (print_bank, print_grammars, print_inkml):
        report += work(min(n, SECOND_LOOK))
    write_json(options.json, {"pictures": n}, report=report)


if __name__ == "__main__":
    main()
