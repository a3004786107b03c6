r"""What each data set writes its own way: data, and the class that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.latex.aliases import COMMAND_ALIASES, SIZE_VARIANTS, SYMBOL_ALIASES
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIALECTS", "Dialect"]

_CLASSES: Final = (*SYMBOL_ALIASES, *COMMAND_ALIASES, *SIZE_VARIANTS)


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How one data set spells what can be spelled in several ways.

    Every class of ``hmer_kit.latex.aliases`` has one preferred member in a dialect: the one in ``preferred``, else the
    first. All dialects put braces around arguments and scripts, write primes ``^ { \prime }`` and fractions ``\frac``.

    Raises:
        InputError: A preferred spelling is no member of a class or several tokens, two are of one class, one of its own
            is no token, or a field has the wrong type.

    Examples:
        >>> DIALECTS["crohme"].aliases["\\le"], DIALECTS["mathwriting"].aliases["\\leq"]
        ('\\leq', '\\le')
        >>> mine = Dialect("mine", "as CROHME, with short names", preferred=("\\le", "\\ge", "\\to"))
        >>> mine.aliases["\\rightarrow"]
        '\\to'
    """

    name: str
    """Its name."""
    definition: str
    """What it is, in one line."""
    source: str = ""
    """Where the definition comes from."""
    preferred: tuple[str, ...] = ()
    """Spellings that it prefers to the first of their class."""
    own: tuple[tuple[str, str], ...] = ()
    r"""Spellings with the symbol that they mean in this dialect alone: ``(("\\dots", "\\ldots"),)``."""
    composites: tuple[str, ...] = ()
    r"""Words that are one token with what follows them: ``\begin`` with the name, ``\left`` with the delimiter."""
    superscript_first: bool = False
    """Whether it writes ``^`` before ``_``."""
    matrix: Literal["matrix", "array"] = "matrix"
    """The environment of a matrix without fences whose columns are centred."""

    def __post_init__(self) -> None:
        self._check_types()
        classes = {spelling: members[0] for members in self._classes() for spelling in members}
        seen: dict[str, str] = {}
        for spelling in self.preferred:
            if spelling not in classes or " " in spelling:
                raise InputError(f"expected a token of hmer_kit.latex.aliases as preferred, got {spelling!r}")
            if classes[spelling] in seen:
                raise InputError(f"expected one of {seen[classes[spelling]]!r} and {spelling!r}: they are one symbol")
            seen[classes[spelling]] = spelling

    def _check_types(self) -> None:
        for name in ("preferred", "composites"):
            words = getattr(self, name)
            if not isinstance(words, tuple) or not all(isinstance(word, str) for word in words):
                raise InputError(f"expected a tuple of tokens as {name}, got {words!r:.60}")
        pairs = self.own if isinstance(self.own, tuple) else (None,)
        for pair in pairs:
            if not isinstance(pair, tuple) or [_is_token(word) for word in pair] != [True, True]:
                raise InputError(
                    f"expected a tuple of (spelling, meaning), one token each, as own, got {self.own!r:.60}"
                )
        if self.matrix not in ("matrix", "array"):
            raise InputError(f"expected matrix 'matrix' or 'array', got {self.matrix!r:.60}")

    def _classes(self) -> list[tuple[str, ...]]:
        """Return the classes of spellings with what this dialect adds to them."""
        more: dict[str, list[str]] = {}
        for spelling, meaning in self.own:
            more.setdefault(meaning, []).append(spelling)
        return [(*members, *more.get(members[0], ())) for members in _CLASSES]

    @property
    def aliases(self) -> Mapping[str, str]:
        """Every spelling that is not the preferred one of its class, with the one that is."""
        preferred = frozenset(self.preferred)
        table: dict[str, str] = {}
        for members in self._classes():
            chosen = next((member for member in members if member in preferred), members[0])
            table.update((member, chosen) for member in members if member != chosen)
        return MappingProxyType(table)


def _is_token(word: object) -> bool:
    return isinstance(word, str) and tokenize(word) == [word]


_ALL = (
    Dialect(
        name="crohme",
        definition="CROHME and MNE: full names (\\leq, \\neq, \\rightarrow), single tokens, no \\left, no matrices",
        source="captions of CROHME train, 2014, 2016; dictionary of CoMER (110 tokens)",
    ),
    Dialect(
        name="hme100k",
        definition="HME100K: as CROHME, but \\vert, \\ast, \\bot; composites \\left\\{, \\right., \\begin{matrix}",
        source="30,000 scene captions; dictionary of TAMER (245 tokens)",
        preferred=("\\vert", "\\ast", "\\bot"),
        composites=("\\begin", "\\end", "\\left", "\\right"),
    ),
    Dialect(
        name="mathwriting",
        definition="MathWriting's normalized labels: short names (\\le, \\ge, \\ne, \\iff), \\mathbb{R} one token",
        source="read-me file of the archive, a third party's list of its tokens; neither labels nor the paper (arXiv "
        "2404.10690) were at hand to check against",
        preferred=("\\le", "\\ge", "\\ne", "\\iff"),
        composites=("\\begin", "\\end", "\\mathbb"),
    ),
    Dialect(
        name="im2latexv2",
        definition="Im2LaTeXv2: \\le, \\ge, \\dots for \\ldots, \\parallel, superscript first, every matrix an array",
        source="dictionary of MathNet (322 tokens) and its repository's table of replaced tokens; where both keep two "
        "names, the one that is more frequent in im2latex-100k (paper: arXiv 2404.13667)",
        preferred=("\\le", "\\ge", "\\parallel", "\\dots", "\\ddag", "\\stackrel"),
        own=(("\\dots", "\\ldots"),),
        composites=("\\begin", "\\end"),
        superscript_first=True,
        matrix="array",
    ),
)
DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType({dialect.name: dialect for dialect in _ALL})
"""The dialects of the field by name."""
