"""Synthetic pictures on demand: small recipes that draw themselves, and sets that share no writer and no expression."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic.grammar import Grammar
from hmer_kit.ink.synthetic.rendering import render
from hmer_kit.ink.synthetic.writer import Writer, generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from PIL import Image

    from hmer_kit.ink.drawing.ink import Style

__all__ = ["Split", "SyntheticImage", "expression_split", "synthesize", "writer_split"]

Split = Literal["train", "validation", "test"]
"""Part of the synthetic world."""

_TENTHS: Final[tuple[Split, ...]] = (*(("train",) * 8), "validation", "test")
_MOST_TRIES = 2_000
_DEFAULT_GRAMMAR = Grammar()


@dataclass(frozen=True, slots=True)
class SyntheticImage:
    """The recipe of one picture: hashable, picklable, without pixels.

    Examples:
        >>> SyntheticImage("x + 1", writer_seed=3, seed=5, height=48, width=192).load().size
        (192, 48)
    """

    latex: str
    """What is written, blank-separated LaTeX."""
    writer_seed: int
    """Who writes."""
    seed: int
    """Which of the ways this writer might have written it."""
    height: int | None = None
    """Height of the canvas in pixels; natural size if None."""
    width: int | None = None
    """Width of the canvas in pixels; natural size if None."""
    style: Style = "white_on_black"
    """Polarity."""

    @property
    def name(self) -> str:
        """Name of the picture, as a relative path.

        Examples:
            >>> SyntheticImage("x", writer_seed=3, seed=5).name
            'synthetic/8cdc1683-w3-s5.png'
        """
        return f"synthetic/{zlib.crc32(self.latex.encode()):08x}-w{self.writer_seed}-s{self.seed}.png"

    def load(self) -> Image.Image:
        """Draw the picture.

        Raises:
            LatexError: If the LaTeX cannot be parsed.
            InputError: If a symbol is not covered or the size is impossible.

        Examples:
            >>> SyntheticImage("x", writer_seed=3, seed=5).load().mode
            'L'
        """
        ink = render(self.latex, writer=Writer.from_seed(self.writer_seed), seed=self.seed)
        return ink.to_image(height=self.height, width=self.width, style=self.style)


def writer_split(seed: int) -> Split:
    """Return the part that a writer belongs to: by the last digit of the seed, 8 validation, 9 test, others train.

    Examples:
        >>> writer_split(17), writer_split(18), writer_split(19)
        ('train', 'validation', 'test')
    """
    return _TENTHS[seed % 10]


def expression_split(latex: str) -> Split:
    """Return the part that an expression belongs to: eight tenths of all strings train, by their CRC-32.

    Examples:
        >>> expression_split("x + 1") == expression_split("x + 1")
        True
    """
    return _TENTHS[zlib.crc32(latex.encode()) % 10]


def synthesize(  # noqa: PLR0913 - all but the first are options
    n: int,
    *,
    grammar: Grammar = _DEFAULT_GRAMMAR,
    seed: int = 0,
    start: int = 0,
    split: Split | None = None,
    writers: Sequence[int] = range(10_000),
    max_symbols: int | None = None,
    height: int | None = None,
    width: int | None = None,
    style: Style = "white_on_black",
) -> Iterator[tuple[str, SyntheticImage]]:
    """Make up expressions and people to write them.

    Each item depends on ``seed`` and its own number alone, so workers can share the work by ``start``. Sets of
    different ``split`` share no expression and no writer, whatever their seeds, because each writer and each expression
    belongs to one part (``writer_split``, ``expression_split``).

    Args:
        n: Number of items.
        grammar: What is written.
        seed: Which world; a whole number >= 0.
        start: Number of the first item.
        split: Part to stay in; None takes from all.
        writers: Seeds of the writers; of these, those of the part write.
        max_symbols: Most symbols of an expression, for a curriculum; the grammar's own where None.
        height: Height of the canvas in pixels, with ``width``; natural size if None.
        width: Width of the canvas in pixels.
        style: Polarity.

    Yields:
        The expression and its picture.

    Raises:
        InputError: If an argument is out of range, no writer belongs to the part, or the grammar is too small to find
            an expression of the part.

    Examples:
        >>> [(latex, image)] = synthesize(1, seed=1, split="test", height=48, width=192)
        >>> expression_split(latex), writer_split(image.writer_seed)
        ('test', 'test')
    """
    if n < 0 or start < 0:
        raise InputError(f"expected n >= 0 and start >= 0, got n={n}, start={start}")
    if split is not None and split not in _TENTHS:
        raise InputError(f"expected split 'train', 'validation', 'test' or None, got {split!r}")
    people = [writer for writer in writers if split is None or writer_split(writer) == split]
    if not people:
        raise InputError(f"expected at least one writer of the part {split!r}, got none among {len(writers)}")
    for number in range(start, start + n):
        rng = generator(seed, number)
        writer = people[int(rng.integers(len(people)))]
        drawing = int(rng.integers(2**31))
        latex = _expression(grammar, rng, split=split, max_symbols=max_symbols)
        yield latex, SyntheticImage(latex, writer, drawing, height=height, width=width, style=style)


def _expression(grammar: Grammar, rng: np.random.Generator, *, split: Split | None, max_symbols: int | None) -> str:
    for _ in range(_MOST_TRIES):
        latex = grammar.sample(rng, max_symbols=max_symbols)
        if split is None or expression_split(latex) == split:
            return latex
    raise InputError(
        f"expected a grammar with expressions of the part {split!r}, found none in {_MOST_TRIES} tries; "
        "allow more symbols"
    )
