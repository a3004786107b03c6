"""The stroke alphabet: data only.

Every symbol has one to four variants. A variant is a string of strokes parted by ``;``; a stroke is a list of control
points ``x,y`` of a Catmull-Rom spline; a point written twice is a corner. Units: baseline 0, x-height 50, capitals and
digits 100, descenders -45, axis of operators and fraction bars 32; ``y`` points up.
"""

from hmer_kit.ink.synthetic.glyphs.delimiters import RARE_ACCENTS, RARE_BIG_OPERATORS, RARE_FENCES, RARE_PARTS
from hmer_kit.ink.synthetic.glyphs.digits import DIGITS
from hmer_kit.ink.synthetic.glyphs.greek import GREEK_LOWER, GREEK_UPPER
from hmer_kit.ink.synthetic.glyphs.large import ACCENTS, BIG_OPERATORS, FENCES, PARTS
from hmer_kit.ink.synthetic.glyphs.lower import LOWER
from hmer_kit.ink.synthetic.glyphs.names import ALIASES, LIMIT_NAMES, WORD_MARKS, WORDS
from hmer_kit.ink.synthetic.glyphs.operators import ARROWS, OPERATORS, ORDINARY, PUNCTUATION, RELATIONS
from hmer_kit.ink.synthetic.glyphs.rare import (
    RARE_ARROWS,
    RARE_OPERATORS,
    RARE_ORDINARY,
    RARE_PUNCTUATION,
    RARE_RELATIONS,
)
from hmer_kit.ink.synthetic.glyphs.upper import UPPER

__all__ = [
    "ACCENTS",
    "ALIASES",
    "ARROWS",
    "BIG_OPERATORS",
    "DIGITS",
    "FENCES",
    "GREEK_LOWER",
    "GREEK_UPPER",
    "LIMIT_NAMES",
    "LOWER",
    "OPERATORS",
    "ORDINARY",
    "PARTS",
    "PUNCTUATION",
    "RARE_ACCENTS",
    "RARE_ARROWS",
    "RARE_BIG_OPERATORS",
    "RARE_FENCES",
    "RARE_OPERATORS",
    "RARE_ORDINARY",
    "RARE_PARTS",
    "RARE_PUNCTUATION",
    "RARE_RELATIONS",
    "RELATIONS",
    "UPPER",
    "WORDS",
    "WORD_MARKS",
]
