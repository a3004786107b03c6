"""Sheets of synthetic handwriting: writers, what can be drawn, and with ink of your own a bank of symbols.

Run: python pictures/synthetic_sheets.py [FOLDER] [INKML]

FOLDER gets synthetic_writers.png and synthetic_symbols.png; with INKML (a file, folder or archive of InkML with
segmentation, such as CROHME's) synthetic_bank.png too: the same expressions in the hands of its people.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from hmer_kit.data import Skip, iter_inkml
from hmer_kit.ink import SymbolBank, Writer, contact_sheet, render

EXPRESSIONS = (
    r"\frac { x ^ { 2 } + 1 } { \sqrt { y } }",
    r"\sum _ { i = 1 } ^ { n } a _ { i } \leq \int _ { 0 } ^ { 1 } f ( t ) d t",
    r"\left( \frac { p } { q } \right) ^ { - 1 } = \lim _ { x \rightarrow 0 } g ' ( x )",
)
RARE = (
    r"\overbrace { a + b } ^ { n } \underline { c } \widehat { A B }",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} \begin{cases} 1 & x > 0 \\ 0 \end{cases}",
    r"\xrightarrow [ a ] { b c } \xhookrightarrow { d } \binom { n } { k }",
    r"\cancel { x } \boxed { y } \enclose { circle } { 3 } \longdiv { 1 2 }",
    r"\bigotimes _ { i } V _ { i } \bigvee \biguplus \varlimsup _ { n } a _ { n }",
    r"a \equiv b \pmod { n } , \bra { x } y \rangle , \not \in",
    r"\left\lceil \frac { a } { b } \right\rceil \left\llbracket x \right\rrbracket \Bigg| y",
    r"\wp \sharp \flat \natural \heartsuit \S \pounds \dagger \aleph \hbar \Re",
    r"\prec \sqsubseteq \models \triangleq \nleq \subsetneq \bowtie \odot \uplus",
    r"\sqrt [ 3 ] { x } \stackrel { ? } { = } \overleftrightarrow { A B } \oint _ { C } \vec { v }",
)
WRITERS = (1, 2, 3, 5)
WANTED = 3000  # documents that go into the bank


def writers(folder: Path) -> None:
    """Draw each expression by several writers."""
    shown = [(latex, seed) for latex in EXPRESSIONS for seed in WRITERS]
    pictures = [render(latex, writer=Writer.from_seed(seed), seed=seed).to_image() for latex, seed in shown]
    page = contact_sheet(pictures, [f"writer {seed}" for _, seed in shown], cell=(230, 100))
    page.save(folder / "synthetic_writers.png", optimize=True)


def symbols(folder: Path) -> None:
    """Draw constructs and symbols that are seldom seen."""
    pictures = [render(latex, writer=Writer.from_seed(n), seed=n).to_image() for n, latex in enumerate(RARE, 20)]
    page = contact_sheet(pictures, [latex.replace(" ", "") for latex in RARE], columns=2, cell=(440, 110))
    page.save(folder / "synthetic_symbols.png", optimize=True)


def with_bank(folder: Path, source: Path) -> None:
    """Cut a bank from real ink and write with it."""
    inks = (record.ink for record in iter_inkml(source) if not isinstance(record, Skip))
    bank = SymbolBank.cut(ink.load() for ink in islice(inks, WANTED) if ink is not None)
    print(bank, "left out:", bank.dropped)
    shown = [(latex, Writer.from_seed(seed)) for latex in EXPRESSIONS for seed in WRITERS]
    written = [render(latex, writer=writer, bank=bank) for latex, writer in shown]
    uses = [
        bank.use((box.symbol for box in ink.symbols), writer=writer)
        for ink, (_, writer) in zip(written, shown, strict=True)
    ]
    captions = [f"own {use.own}, lent {use.others}, alphabet {use.alphabet}" for use in uses]
    contact_sheet([ink.to_image() for ink in written], captions).save(folder / "synthetic_bank.png")


def main() -> None:
    """Draw all sheets."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "runs/sheets")
    folder.mkdir(parents=True, exist_ok=True)
    writers(folder)
    symbols(folder)
    if len(sys.argv) > 2:
        with_bank(folder, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
