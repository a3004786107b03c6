"""The picture of the landing page: what the library makes of one picture. Every word in it is made by the library.

Run: python pictures/landing.py [FILE]; the default is docs/images/landing.svg. A test holds the file that is
committed equal to what this makes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

from hmer_kit import Writer, correction_log, count_symbols, counting, render, score, tree_cot

LATEX = r"\frac { a ^ { 2 } + 1 } { b }"
PREDICTION = r"\frac { d ^ { 2 } + 1 } { b }"
TARGET = Path(__file__).resolve().parents[1] / "docs" / "images" / "landing.svg"
WIDTH, HEIGHT, LINE = 400, 466, 20
"""Pixels: no wider than a phone, so that words are not drawn smaller than text."""
STYLE = (
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1b1f24;white-space:pre}"
    ".t{font:600 14px system-ui,sans-serif;fill:#3d4a9e}.ground{fill:#f3f4f8}.card{fill:#fff;stroke:#aab1c4}"
    ".ink{fill:none;stroke:#12151a;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}"
    ".arrow{fill:none;stroke:#3d4a9e;stroke-width:2;marker-end:url(#tip)}.tip{fill:#3d4a9e}"
    "@media(prefers-color-scheme:dark){text{fill:#e3e6ee}.t{fill:#a9b8f5}.ground{fill:#20232c}"
    ".card{fill:#2a2e39;stroke:#5b6378}.ink{stroke:#f4f5f8}.arrow{stroke:#a9b8f5}.tip{fill:#a9b8f5}}"
)
"""Light and dark; a browser asks the page that the picture stands on which of them it is."""


def card(box: tuple[int, int, int, int], title: str, lines: list[str]) -> str:
    """Return a box with a title and lines of text."""
    x, y, width, height = box
    text = [f'<text class="t" x="{x + 12}" y="{y + 22}">{escape(title)}</text>']
    for number, line in enumerate(lines, 2):
        text.append(f'<text x="{x + 12}" y="{y + 24 + (number - 1) * LINE}">{escape(line)}</text>')
    return f'<rect class="card" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>' + "".join(text)


def ink(x: int, y: int) -> str:
    """Return synthetic handwriting of the expression."""
    strokes = render(LATEX, writer=Writer.from_seed(7), seed=1).strokes
    paths = ["M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in stroke.tolist()) for stroke in strokes]
    return f'<path class="ink" transform="translate({x} {y})" d="{" ".join(paths)}"/>'


def arrow(path: str) -> str:
    """Return a line that ends in a tip."""
    return f'<path class="arrow" d="{path}"/>'


def picture() -> str:
    """Return the whole SVG."""
    result = score([PREDICTION], [LATEX])
    tree = tree_cot.dumps(LATEX).expandtabs(2).splitlines()
    scores = [
        PREDICTION,
        f"ExpRate {result.expression_rate():.0%}   with one error {result.expression_rate(1):.0%}",
        f"edit score {result.edit_score:.2f}",
        f"correction {correction_log(PREDICTION, LATEX)[0]}",
    ]
    counts = wrap(counting.dumps_counts(count_symbols(LATEX)), 40)
    parts = [
        card((8, 8, 182, 160), "picture", []),
        ink(36, 38),
        card((218, 8, 174, 160), "tree (Tree-CoT)", tree),
        card((8, 190, 384, 58), "LaTeX", [LATEX]),
        card((8, 256, 384, 78), "symbol counts", counts),
        card((8, 342, 384, 116), "a prediction and its scores", scores),
        arrow("M190 88 L212 88"),
        arrow("M99 168 L99 184"),
    ]
    title = "A handwritten fraction, its LaTeX, symbol counts and tree, and the scores of a misread prediction"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{title}">'
        f"<style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="12"/>' + "".join(parts) + "</svg>\n"
    )


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else TARGET).write_text(picture(), encoding="utf-8")
