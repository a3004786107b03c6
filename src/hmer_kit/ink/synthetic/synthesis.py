"""Synthetic pictures on demand: small recipes that draw themselves, and sets that share no writer and no expression."""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic.banks.bank import SymbolBank
from hmer_kit.ink.synthetic.grammar import Grammar
from hmer_kit.ink.synthetic.rendering import render
from hmer_kit.ink.synthetic.writer import Writer, generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from PIL import Image

    from hmer_kit._files import StrPath
    from hmer_kit.ink.drawing.ink import Ink, Style

__all__ = ["Sampling", "Split", "SyntheticImage", "expression_split", "synthesize", "writer_split"]

Split = Literal["train", "validation", "test"]
"""Part of the synthetic world."""

_TENTHS: Final[tuple[Split, ...]] = (*(("train",) * 8), "validation", "test")
_MOST_TRIES = 2_000
_DEFAULT_GRAMMAR = Grammar()


class Sampling(Protocol):
    """What makes up expressions.

    Examples:
        >>> import numpy as np
        >>> grammar: Sampling = Grammar()
        >>> grammar.sample(np.random.default_rng(0), max_symbols=1)
        '0'
    """

    def sample(self, rng: np.random.Generator, *, max_symbols: int | None = None) -> str:
        """Make up one expression: LaTeX tokens parted by blanks.

        Args:
            rng: Where the randomness comes from; it moves on.
            max_symbols: Most symbols of this expression; the grammar's own where None.
        """
        ...


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
    bank: str | None = None
    """Path of a ``SymbolBank`` whose ink is used; each process reads it once, and again when the file has changed."""

    @property
    def name(self) -> str:
        """Name of the picture, as a relative path.

        Examples:
            >>> SyntheticImage("x", writer_seed=3, seed=5).name
            'synthetic/8cdc1683-w3-s5.png'
        """
        bank = "" if self.bank is None else f"-b{zlib.crc32(self.bank.encode()):08x}"
        return f"synthetic/{zlib.crc32(self.latex.encode()):08x}-w{self.writer_seed}-s{self.seed}{bank}.png"

    def load(self) -> Image.Image:
        """Draw the picture.

        Raises:
            LatexError: If the LaTeX cannot be parsed.
            InputError: If a symbol is not covered or the size is impossible.
            DataError: If the bank cannot be read.

        Examples:
            >>> SyntheticImage("x", writer_seed=3, seed=5).load().mode
            'L'
        """
        return self.write().to_image(height=self.height, width=self.width, style=self.style)

    def write(self) -> Ink:
        """Write the ink of the picture at natural size.

        Raises:
            LatexError: If the LaTeX cannot be parsed.
            InputError: If a symbol is not covered.
            DataError: If the bank cannot be read.

        Examples:
            >>> [box.symbol for box in SyntheticImage("x", writer_seed=3, seed=5).write().symbols]
            ['x']
        """
        bank = None if self.bank is None else _bank_at(self.bank)
        return render(self.latex, writer=Writer.from_seed(self.writer_seed), seed=self.seed, bank=bank)


def _bank_at(path: str) -> SymbolBank:
    try:
        state = os.stat(path)
    except OSError:
        return SymbolBank.load(path)  # says what is wrong with it
    return _read_bank(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _read_bank(path: str, changed: int, size: int) -> SymbolBank:  # noqa: ARG001 - what tells one file from another
    return SymbolBank.load(path)


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
    grammar: Sampling = _DEFAULT_GRAMMAR,
    seed: int = 0,
    start: int = 0,
    split: Split | None = None,
    writers: Sequence[int] = range(10_000),
    max_symbols: int | None = None,
    height: int | None = None,
    width: int | None = None,
    style: Style = "white_on_black",
    bank: StrPath | None = None,
) -> Iterator[tuple[str, SyntheticImage]]:
    """Make up expressions and people to write them.

    Each item depends on ``seed`` and its own number alone, so workers can share the work by ``start``. Sets of
    different ``split`` share no expression and no writer, whatever their seeds, because each writer and each expression
    belongs to one part (``writer_split``, ``expression_split``).

    Args:
        n: Number of items.
        grammar: What is written: a ``Grammar``, a ``CorpusGrammar``, or whatever else samples LaTeX.
        seed: Which world; a whole number >= 0.
        start: Number of the first item.
        split: Part to stay in; None takes from all.
        writers: Seeds of the writers; of these, those of the part write.
        max_symbols: Most symbols of an expression, for a curriculum; the grammar's own where None.
        height: Height of the canvas in pixels, with ``width``; natural size if None.
        width: Width of the canvas in pixels.
        style: Polarity.
        bank: Path of a ``SymbolBank`` whose ink is used.

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
    path = None if bank is None else str(bank)
    for number in range(start, start + n):
        rng = generator(seed, number)
        writer = people[int(rng.integers(len(people)))]
        drawing = int(rng.integers(2**31))
        latex = _expression(grammar, rng, split=split, max_symbols=max_symbols)
        yield latex, SyntheticImage(latex, writer, drawing, height=height, width=width, style=style, bank=path)


def _expression(grammar: Sampling, rng: np.random.Generator, *, split: Split | None, max_symbols: int | None) -> str:
    for _ in range(_MOST_TRIES):
        latex = grammar.sample(rng, max_symbols=max_symbols)
        if split is None or expression_split(latex) == split:
            return latex
    raise InputError(
        f"expected a grammar with expressions of the part {split!r}, found none in {_MOST_TRIES} tries; "
        "allow more symbols"
    )
