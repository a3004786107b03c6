"""From the LaTeX of one data set to that of another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex.dialects._layout import relayout
from hmer_kit.latex.dialects._symbols import Change, respell
from hmer_kit.latex.dialects.tables import DIALECTS, Dialect
from hmer_kit.latex.parser import parse
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.vocabulary import Vocabulary
from hmer_kit.latex.writer import to_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex.tree import LayoutTree

__all__ = ["Converted", "Respelling", "convert"]


@dataclass(frozen=True, slots=True)
class Respelling:
    r"""One kind of change.

    Examples:
        >>> convert(r"a \le b").changes[0]
        Respelling(rule='alias', before='\\le', after='\\leq', count=1)
    """

    rule: str
    """``alias``, ``size``, ``dots``, ``prime``, ``infix``, ``braces``, ``script order``, ``limits`` or
    ``matrix``."""
    before: str
    """What was written; empty for added braces."""
    after: str
    """What is written now; empty for what is left out."""
    count: int
    """How often."""


@dataclass(frozen=True, slots=True)
class Converted:
    r"""An expression in another dialect.

    Examples:
        >>> convert(r"a \le b", "mathwriting").changes
        ()
    """

    latex: str
    """The expression, one blank between tokens, composites of the dialect in one piece."""
    changes: tuple[Respelling, ...]
    """What was changed, in the order of the rules; empty if it was in the spelling of the dialect already."""
    unknown: tuple[str, ...]
    """Tokens that the given vocabulary lacks, each once, the most frequent first; empty without a vocabulary."""
    parsed: bool
    """Whether it parses. If not, only single symbols were respelled: no primes, braces, script orders, matrices."""


def convert(
    latex: str,
    target: str | Dialect = "crohme",
    *,
    source: str | Dialect | None = None,
    vocabulary: Vocabulary | None = None,
) -> Converted:
    r"""Write an expression the way a data set does.

    The ink stays: only spellings of the same symbol change, primes, braces around arguments and scripts, the order of
    scripts, ``\over``, and the name of a plain matrix. What the dialect has no spelling for (``\left`` in CROHME,
    ``\sin`` in MathWriting, which spells the letters) stays as it is; give the vocabulary of the target to have it
    named. ``hmer_kit.latex.normalize`` is for what goes further.

    Converting is idempotent, and from one dialect to another and back gives what converting to the first gives.

    Args:
        latex: One expression, blank-separated or tight.
        target: The dialect to write, by name (``crohme``, ``hme100k``, ``mathwriting``, ``im2latexv2``) or your own.
        source: The dialect that it is written in; it matters for spellings that mean something else there, as
            ``\dots`` does in Im2LaTeXv2 (low dots). The target if not given. ``\dots`` of the others is read as
            amsmath does, by what follows.
        vocabulary: What the target can write.

    Returns:
        The expression, what was changed, and what the vocabulary lacks.

    Raises:
        InputError: ``latex`` is no string, a dialect is unknown, or the vocabulary is none.

    Examples:
        >>> convert(r"| x | \leq \frac 1 2 f'", "hme100k").latex
        '\\vert x \\vert \\leq \\frac { 1 } { 2 } f ^ { \\prime }'
        >>> convert(r"\left\{ \begin{matrix} a \\ b \end{matrix} \right.", "im2latexv2", source="hme100k").latex
        '\\left \\{ \\begin{array} { c } a \\\\ b \\end{array} \\right .'
        >>> convert(r"\oint x", vocabulary=Vocabulary(["x"])).unknown
        ('\\oint',)
    """
    to = _dialect(target)
    read = to if source is None else _dialect(source)
    if vocabulary is not None and not isinstance(vocabulary, Vocabulary):
        raise InputError(f"expected a Vocabulary, got {type(vocabulary).__name__}; Vocabulary.from_file reads a file")
    changes: Counter[Change] = Counter()
    tree: LayoutTree | None = None
    try:
        tree = parse(latex)
    except LatexError:
        texts = tokenize(latex)
    if tree is not None:
        changes += relayout(tree, to)
        texts = to_tokens(tree)
    texts, respelled = respell(texts, source=read, target=to)
    changes += respelled
    written = " ".join(_join(texts, to.composites))
    return Converted(
        latex=written,
        changes=tuple(Respelling(*change, count) for change, count in changes.items()),
        unknown=() if vocabulary is None else tuple(item.token for item in vocabulary.check(written).unknown),
        parsed=tree is not None,
    )


def _dialect(dialect: object) -> Dialect:
    if isinstance(dialect, Dialect):
        return dialect
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        raise InputError(f"expected a dialect, one of {', '.join(DIALECTS)}, or a Dialect, got {dialect!r:.60}")
    return DIALECTS[dialect]


def _join(texts: Sequence[str], composites: Sequence[str]) -> list[str]:
    r"""Return the tokens with composites in one piece: a word with a name, a delimiter or one symbol in braces."""
    if set(composites).isdisjoint(texts):
        return [*texts]
    result: list[str] = []
    at = 0
    while at < len(texts):
        size = _size(texts[at : at + 4]) if texts[at] in composites else 1
        result.append("".join(texts[at : at + size]))
        at += size
    return result


def _size(texts: Sequence[str]) -> int:
    """Return how many tokens a composite has that may start here; joined, they are still the same tokens."""
    if texts[1:2] == ["{"]:
        is_symbol = texts[3:] == ["}"] and texts[2] not in {"{", "}"} and texts[0] not in {"\\begin", "\\end"}
        return len(texts) if is_symbol else 1
    return 2 if len(texts) > 1 and texts[1] != "}" and not texts[1][0].isalpha() else 1
