"""Pictures a second of hmer_kit.ink, beside Pillow drawing the same strings in its built-in font, in one run.

Run: python benchmarks/bench_ink.py [pictures]
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from hmer_kit.ink import Grammar, render, synthesize, to_convention
from hmer_kit.ink.synthetic.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT, WIDTH = 48, 192


def milliseconds(work: Callable[[], object], n: int) -> float:
    """Return CPU milliseconds an item, the better of two runs."""
    times = []
    for _ in range(2):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) / n * 1e3)
    return min(times)


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    items = list(synthesize(n, grammar=Grammar(), seed=1, height=HEIGHT, width=WIDTH))
    font = ImageFont.load_default(20)
    writer = Writer.from_seed(0)
    natural = [render(latex, writer=writer, seed=0).to_image(anti_alias=False) for latex, _ in items[:200]]

    def print_text() -> None:
        for latex, _ in items:
            ImageDraw.Draw(Image.new("L", (WIDTH, HEIGHT))).text((2, 12), latex, fill=255, font=font)

    text = milliseconds(print_text, n)
    pictures = milliseconds(lambda: [image.load() for _, image in items], n)
    recipes = milliseconds(lambda: list(synthesize(n, seed=2)), n)
    convention = milliseconds(lambda: [to_convention(image, height=HEIGHT, width=WIDTH) for image in natural], 200)
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


if __name__ == "__main__":
    main()
