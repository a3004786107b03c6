"""Which symbols have strokes, and of which class they are."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic import glyphs
from hmer_kit.ink.synthetic.shapes import Shape, compile_shape

__all__ = ["HABITS", "Glyph", "Spacing", "covered_symbols", "find_glyph", "find_part"]

HABITS = 61
"""Number of habits of a writer; a glyph belongs to one of them by its name, whatever else the alphabet holds."""


class Spacing(Enum):
    """How much room a symbol takes beside its neighbours.

    Examples:
        >>> Spacing.WORD.name
        'WORD'
    """

    ORDINARY = auto()
    """Letters and whatever has no rule of its own."""
    DIGIT = auto()
    """Digits stand closer."""
    OPERATOR = auto()
    """Binary operators, relations and arrows stand apart, unless they are signs."""
    PUNCTUATION = auto()
    """Room behind, none before."""
    WORD = auto()
    r"""Names like ``\sin``."""
    OPEN = auto()
    """Opening fences."""
    CLOSE = auto()
    """Closing fences."""
    BIG = auto()
    """Sums and integrals."""
    OVERLAY = auto()
    r"""Marks across or under the symbol that follows: ``\not``."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """A symbol with all its variants.

    Examples:
        >>> find_glyph("7").spacing
        <Spacing.DIGIT: 2>
    """

    symbol: str
    """The LaTeX token whose strokes these are (an alias is resolved)."""
    shapes: tuple[Shape, ...]
    """Its variants."""
    spacing: Spacing
    """Its class beside its neighbours."""
    is_small_letter: bool
    """Whether the writer's x-height moves it."""
    habit: int
    """Which of the writer's habits chooses the favourite variant."""


_TABLES: tuple[tuple[dict[str, tuple[str, ...]], Spacing], ...] = (
    (glyphs.DIGITS, Spacing.DIGIT),
    (glyphs.LOWER, Spacing.ORDINARY),
    (glyphs.UPPER, Spacing.ORDINARY),
    (glyphs.GREEK_LOWER, Spacing.ORDINARY),
    (glyphs.GREEK_UPPER, Spacing.ORDINARY),
    (glyphs.OPERATORS, Spacing.OPERATOR),
    (glyphs.RELATIONS, Spacing.OPERATOR),
    (glyphs.ARROWS, Spacing.OPERATOR),
    (glyphs.PUNCTUATION, Spacing.PUNCTUATION),
    (glyphs.ORDINARY, Spacing.ORDINARY),
    (glyphs.BIG_OPERATORS, Spacing.BIG),
    (glyphs.FENCES, Spacing.ORDINARY),
    (glyphs.RARE_OPERATORS, Spacing.OPERATOR),
    (glyphs.RARE_RELATIONS, Spacing.OPERATOR),
    (glyphs.RARE_ARROWS, Spacing.OPERATOR),
    (glyphs.RARE_PUNCTUATION, Spacing.PUNCTUATION),
    (glyphs.RARE_ORDINARY, Spacing.ORDINARY),
    (glyphs.RARE_BIG_OPERATORS, Spacing.BIG),
    (glyphs.RARE_FENCES, Spacing.ORDINARY),
    (glyphs.ACCENTS, Spacing.ORDINARY),
    (glyphs.RARE_ACCENTS, Spacing.ORDINARY),
)
_MARKS = (glyphs.ACCENTS, glyphs.RARE_ACCENTS)
_OPENING = (
    *("(", "[", r"\{", r"\langle", r"\lfloor", r"\lceil", r"\lgroup", r"\lmoustache", r"\llbracket", r"\lBrace"),
    *(r"\ulcorner", r"\llcorner"),
)
_CLOSING = (
    *(")", "]", r"\}", r"\rangle", r"\rfloor", r"\rceil", r"\rgroup", r"\rmoustache", r"\rrbracket", r"\rBrace"),
    *(r"\urcorner", r"\lrcorner"),
)
_SPECIAL = (
    dict.fromkeys(_OPENING, Spacing.OPEN)
    | dict.fromkeys(_CLOSING, Spacing.CLOSE)
    | dict.fromkeys((r"\d", r"\b", r"\not"), Spacing.OVERLAY)
    | {r"\cdot": Spacing.ORDINARY, r"\circ": Spacing.ORDINARY, r"\ldots": Spacing.ORDINARY}
)


@lru_cache(maxsize=4096)
def find_glyph(symbol: str) -> Glyph | None:
    r"""Return the glyph of a LaTeX token, or None where the alphabet has no strokes for it.

    Names like ``\sin`` are no glyphs: they are spelt (see ``hmer_kit.ink.synthetic.glyphs.WORDS``).

    Examples:
        >>> find_glyph(r"\le").symbol, find_glyph(r"\unknown")
        ('\\leq', None)
    """
    name = glyphs.ALIASES.get(symbol, symbol)
    for table, spacing in _TABLES:
        if name in table:
            return Glyph(
                symbol=name,
                shapes=tuple(compile_shape(strokes) for strokes in table[name]),
                spacing=_SPECIAL.get(name, spacing),
                is_small_letter=table is glyphs.LOWER or table is glyphs.GREEK_LOWER,
                habit=zlib.crc32(name.encode()) % HABITS,
            )
    return None


@cache
def find_part(name: str) -> tuple[Shape, ...]:
    """Return the variants of a stretching part such as ``bar`` or ``root``.

    Raises:
        InputError: There is no such part.

    Examples:
        >>> len(find_part("root")) > 1
        True
    """
    parts = glyphs.PARTS | glyphs.RARE_PARTS
    if name not in parts:
        raise InputError(f"expected one of the parts {sorted(parts)}, got {name!r}")
    return tuple(compile_shape(strokes) for strokes in parts[name])


def covered_symbols() -> frozenset[str]:
    r"""Return every symbol that can be drawn as it stands: glyphs, their aliases and names written in letters.

    Commands with arguments (``\frac``, ``\sqrt``, ``\overline`` ...) are listed by
    ``hmer_kit.ink.covered_commands``.

    Examples:
        >>> {"x", "7", r"\sum", r"\sin", r"\le"} <= covered_symbols()
        True
    """
    own = {symbol for table, _ in _TABLES if table not in _MARKS for symbol in table}
    return frozenset(own | set(glyphs.ALIASES) | set(glyphs.WORDS))
