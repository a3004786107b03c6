"""Drawing of strokes in every style, augmentations, synthetic handwriting.

Limits: Pillow's own lines and discs along the same strokes, on a canvas of the same size with a pen of the same width,
and for a style that is drawn larger and shrunk at that size, shrunk; for augmentations the resampling of the same
pixels, or numpy's own arithmetic on the same points. Peers: matplotlib's drawing of the strokes, as scripts for CROHME
have it, and the elastic displacement that people take for augmentation.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

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
    draw,
    draw_image,
    render,
    synthesize,
)
from hmer_kit.ink.synthetic.writer import Writer, generator

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth

DOCUMENTS, QUICK_DOCUMENTS = 20, 8
HEIGHT, WIDTH = 48, 192
DEVICE = 40
"""Units of a device in a pixel, for made-up ink."""
PUBLISHED = (
    "published pictures come out the same to the pixel: symbols are measured first, lines are those of scikit-image"
)
LARGER = 2
"""Times the size at which grey edges are drawn before they are shrunk, by ours and by the limit."""


def documents(count: int, *, writers: int = 1) -> list[InkDocument]:
    """Return synthetic ink as a device would have written it, segmentation and all."""
    made = []
    for number, (latex, _) in enumerate(synthesize(count, grammar=Grammar(), seed=5)):
        ink = render(latex, writer=Writer.from_seed(number), seed=number)
        symbols = tuple(InkSymbol(symbol.symbol, symbol.strokes) for symbol in ink.symbols)
        strokes = Strokes.of([(stroke * DEVICE).round() for stroke in ink.strokes])
        writer = f"person {number % writers}"
        made.append(InkDocument(f"{number}.inkml", strokes, truth=latex, symbols=symbols, writer=writer))
    return made


def plain_lines(ink: Ink, *, larger: int) -> Image.Image:
    """Draw strokes that are in pixels by Pillow alone, with round ends, and round joints where edges are grey."""
    image = Image.new("L", (ink.width * larger, ink.height * larger))
    canvas, pen = ImageDraw.Draw(image), max(1, round(ink.pen * larger))
    for stroke in ink.strokes:
        points = (stroke * larger).ravel().tolist()
        canvas.line(points, fill=255, width=pen, joint="curve" if larger > 1 else None)
        for x, y in (points[:2], points[-2:]):
            canvas.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return image.reduce(larger) if larger > 1 else image


def plotted(document: InkDocument) -> Image.Image:
    """Draw strokes as scripts for CROHME do: a line of matplotlib for each, saved as PNG and read again."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure, file = Figure(figsize=(4, 1), dpi=100), BytesIO()
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.invert_yaxis()
    axes.set_aspect("equal", adjustable="box")
    for stroke in document.strokes.split():
        axes.plot(stroke[:, 0], stroke[:, 1], linewidth=2, c="black")
    figure.savefig(file)
    return Image.open(file).convert("L")


@pytest.mark.parametrize("style", STYLES)
def bench_style(contest: Contest, quick: bool, style: str) -> None:
    made = documents(QUICK_DOCUMENTS if quick else DOCUMENTS)
    placed = [draw(document, style=style) for document in made]
    larger = LARGER if STYLES[style].anti_alias else 1
    for ink, document in zip(placed, made, strict=True):
        assert plain_lines(ink, larger=larger).size == draw_image(document, style=style).size
    contest.peer("matplotlib, a line for each stroke, savefig", lambda: [plotted(document) for document in made])
    published = STYLES[style].tip != "round"
    contest.limit(
        f"Pillow's lines and discs on the same canvas{' at twice the size, shrunk' if larger > 1 else ''}",
        lambda: [plain_lines(ink, larger=larger) for ink in placed],
        because=PUBLISHED if published else "",
    )
    contest.run(
        f"draw_image in the style {style}",
        lambda: [draw_image(document, style=style) for document in made],
        items=len(made),
        unit="picture",
    )


def bench_strokes_augmented(contest: Contest, quick: bool) -> None:
    made = documents(QUICK_DOCUMENTS if quick else 5 * DOCUMENTS)
    augmentation, rng = StrokeAugmentation(), np.random.default_rng(0)

    def limit() -> None:
        for document in made:
            points = document.strokes.points @ np.eye(2)
            for _ in range(3):
                points = points + np.sin(points @ np.ones(2))[:, None]
            points + rng.standard_normal(points.shape)
            for symbol in document.symbols:
                rows = np.concatenate([np.arange(4) for _ in symbol.strokes])
                (points[rows] - points[rows].min(axis=0)) @ np.eye(2)

    contest.limit(
        "numpy's maps of the whole and of each symbol, three waves, noise",
        limit,
        because="numbers are drawn for every symbol in an order that seeds rely on, and a symbol has few points",
    )
    contest.run(
        "StrokeAugmentation",
        lambda: [augmentation.apply(document, seed=seed) for seed, document in enumerate(made)],
        items=len(made),
        unit="document",
    )


def bench_pictures_augmented(contest: Contest, quick: bool) -> None:
    pictures = [draw_image(document) for document in documents(QUICK_DOCUMENTS if quick else 2 * DOCUMENTS)]
    augmentation = PictureAugmentation(skipped=0, ruled=0, light=0, noise=0, jpeg=0, contrast=0)
    whole = PictureAugmentation()

    def elastic() -> None:
        """Displace every pixel by a smoothed field, as torchvision and albumentations do; widen the pen, blur."""
        from scipy.ndimage import gaussian_filter, grey_dilation, map_coordinates

        rng = np.random.default_rng(0)
        for picture in pictures:
            values = np.asarray(picture, np.float32)
            y, x = np.meshgrid(np.arange(values.shape[0]), np.arange(values.shape[1]), indexing="ij")
            dy, dx = (4 * gaussian_filter(rng.uniform(-1, 1, values.shape), 4) for _ in range(2))
            gaussian_filter(grey_dilation(map_coordinates(values, [y + dy, x + dx], order=1), size=3), 0.7)

    def mapped() -> None:
        for picture in pictures:
            moved = picture.transform(
                picture.size, Image.Transform.AFFINE, (1, 0.1, 2, 0.02, 1, 1), resample=Image.Resampling.BILINEAR
            )
            Image.blend(moved, moved.filter(FILTERS[0]), 0.5).filter(FILTERS[1])

    contest.peer("elastic displacement, dilation and blur by scipy", elastic)
    contest.limit(
        "Pillow's affine map, a filter of the pen and a blur",
        mapped,
        because="the map bends, cell by cell, and ink is measured first so that none leaves the picture",
    )
    contest.run(
        "PictureAugmentation, bent, pen and blur",
        lambda: [augmentation.apply(picture, seed=seed) for seed, picture in enumerate(pictures)],
        items=len(pictures),
        unit="picture",
    )
    for seed, picture in enumerate(pictures):
        assert whole.apply(picture, seed=seed).size == picture.size


FILTERS = (ImageFilter.MaxFilter(3), ImageFilter.GaussianBlur(0.7))


def bench_synthesis(contest: Contest, quick: bool) -> None:
    items = list(synthesize(20 if quick else 200, grammar=Grammar(), seed=1, height=HEIGHT, width=WIDTH))
    inks = [render(latex, writer=Writer.from_seed(0), seed=0) for latex, _ in items]
    placed = [ink.fit(height=HEIGHT, width=WIDTH) for ink in inks]

    contest.limit(
        "Pillow's lines along the same strokes at twice the size, shrunk",
        lambda: [plain_lines(ink, larger=LARGER) for ink in placed],
        because="the expression is parsed, laid out and written by a hand before it is drawn",
    )
    contest.run(
        "synthetic picture of 48 x 192: parse, write, draw",
        lambda: [image.load() for _, image in items],
        items=len(items),
        unit="picture",
    )


def bench_bank(contest: Contest, quick: bool, tmp_path: Path) -> None:
    made = documents(QUICK_DOCUMENTS if quick else 10 * DOCUMENTS, writers=40)
    path = tmp_path / "bank.npz"
    SymbolBank.cut(made).save(path)
    count = 20 if quick else 100
    plain = [image for _, image in synthesize(count, seed=1, height=HEIGHT, width=WIDTH)]
    banked = [image for _, image in synthesize(count, seed=1, height=HEIGHT, width=WIDTH, bank=path)]
    banked[0].load()
    contest.limit("pictures of the same expressions by the alphabet", lambda: [image.load() for image in plain])
    contest.run(
        "pictures with a bank of symbols", lambda: [image.load() for image in banked], items=count, unit="picture"
    )


def bench_grammar(contest: Contest, quick: bool) -> None:
    rng = generator(3)
    count = 20 if quick else 100
    corpus = [Grammar.full().sample(rng) for _ in range(count)]
    learnt = CorpusGrammar.fit(corpus)
    contest.run(
        "samples of a grammar that was learnt",
        lambda: [learnt.sample(rng) for _ in range(count)],
        items=count,
        unit="sample",
    )


def bench_growth(growth: Growth) -> None:
    def row(strokes: int) -> InkDocument:
        lines = [[(60 * at, 0), (60 * at + 20, 900), (60 * at + 40, 300)] for at in range(strokes)]
        return InkDocument("row", Strokes.of(lines), symbols=tuple(InkSymbol("1", (at,)) for at in range(strokes)))

    def long(points: int) -> InkDocument:
        at = np.linspace(0, 40, points)
        return InkDocument("long", Strokes.of([np.stack([9000 * np.cos(at * 1.7), 4000 * np.sin(at * 2.3)], axis=1)]))

    sizes = [2**power for power in range(5, 12)]
    small = replace(STYLES["crohme_2014"], longest=1800)
    growth.of("draw_image by strokes", lambda ink: draw_image(ink, style=small), make=row, sizes=sizes)
    growth.of("draw by strokes", draw, make=row, sizes=sizes)
    growth.of(
        "StrokeAugmentation by strokes", lambda ink: StrokeAugmentation().apply(ink, seed=1), make=row, sizes=sizes
    )
    growth.of("draw_image by points", draw_image, make=long, sizes=[2**power for power in range(10, 18)])
