"""A grammar learnt from the captions of a corpus."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.ink.synthetic.corpora._counts import Counts
from hmer_kit.ink.synthetic.corpora._files import read_model, write_model
from hmer_kit.ink.synthetic.corpora._model import Model, pick
from hmer_kit.ink.synthetic.corpora._sampling import Sampler
from hmer_kit.latex.complexity import complexity
from hmer_kit.latex.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from hmer_kit._files import StrPath
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["CorpusGrammar"]

_DEEPEST = 50
_TRIES = 24
_SLACK = 8
"""The length of an expression may differ by this part from the one that was drawn."""
_LONGEST_REASON = 60


@dataclass(frozen=True, slots=True, eq=False)
class CorpusGrammar:
    r"""Makes up expressions like those of a corpus, in its spelling.

    Learnt from layout trees: which symbol follows which two, by the place of the row (``inside`` a ``\sqrt``, ``above``
    in a ``\frac``, ``sup``), where rows of that place and depth end, and which rows a symbol owns. Histories that were
    seen seldom give way to shorter ones by the share of what they saw anew (Witten and Bell), so what is written is
    seldom a caption of the corpus.

    Examples:
        >>> import numpy as np
        >>> grammar = CorpusGrammar.fit(["x ^ { 2 } + 1", "y ^ { 2 } - 1", r"\frac { x } { 2 } + y"])
        >>> grammar.sample(np.random.default_rng(4)) == grammar.sample(np.random.default_rng(4))
        True
        >>> grammar.expressions, grammar.max_symbols
        (3, 5)
    """

    _model: Model = field(repr=False)
    expressions: int
    """Captions that it was learnt from."""
    max_symbols: int
    """Most symbols of an expression."""
    max_depth: int
    """Most rows within rows."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Captions that could not be parsed, by reason."""

    def __post_init__(self) -> None:
        if self.max_symbols < 1 or not 0 <= self.max_depth <= _DEEPEST:
            raise InputError(
                f"expected max_symbols >= 1 and max_depth 0 to {_DEEPEST}, got {self.max_symbols} and {self.max_depth}"
            )

    @classmethod
    def fit(
        cls, captions: Iterable[str], *, max_symbols: int | None = None, max_depth: int | None = None
    ) -> CorpusGrammar:
        """Learn a grammar.

        Args:
            captions: LaTeX; what cannot be parsed is counted in ``skipped``.
            max_symbols: Most symbols of what is made up; as many as the longest caption has where None.
            max_depth: Most rows within rows; as many as the deepest caption has, at most 50, where None.

        Raises:
            InputError: No caption can be parsed and has a symbol that may stand alone, or a limit is out of range.

        Examples:
            >>> CorpusGrammar.fit(["x + 1", "{ x"]).skipped
            {"expected '}' for '{'": 1}
        """
        if isinstance(captions, str):
            raise InputError("expected captions as an iterable of strings, got a str; write [caption]")
        counts = Counts()
        skipped: Counter[str] = Counter()
        expressions = longest = deepest = 0
        for caption in captions:
            try:
                tree = parse(caption)
            except LatexError as error:
                skipped[_reason(error)] += 1
                continue
            size = complexity(tree)
            if not size.symbols:
                skipped["no symbols"] += 1
                continue
            counts.add(tree, size.symbols)
            expressions += 1
            longest, deepest = max(longest, size.symbols), max(deepest, _depth(tree))
        model = Model.of(counts)
        if not model.plain[0]:
            raise InputError(f"expected captions with symbols to learn from, got {expressions}; skipped: {skipped}")
        most = longest if max_symbols is None else max_symbols
        return cls(model, expressions, most, min(deepest, _DEEPEST) if max_depth is None else max_depth, dict(skipped))

    def vocabulary(self) -> frozenset[str]:
        """Return the symbols and commands of the corpus.

        Examples:
            >>> sorted(CorpusGrammar.fit(["x + 1"]).vocabulary())
            ['+', '1', 'x']
        """
        return frozenset(entry.symbol for entry in self._model.entries if entry.counts)

    def sample(self, rng: np.random.Generator, *, max_symbols: int | None = None) -> str:
        """Make up one expression.

        Its length is drawn from the lengths of the corpus; of what is written, the first that comes near is taken.

        Args:
            rng: Where the randomness comes from; it moves on.
            max_symbols: Most symbols of this expression; the grammar's own where None.

        Returns:
            LaTeX tokens parted by blanks, which ``parse`` takes.

        Raises:
            InputError: If ``max_symbols`` is less than 1.

        Examples:
            >>> import numpy as np
            >>> grammar = CorpusGrammar.fit(["x ^ { 2 } + 1", "y ^ { 2 } - 1"])
            >>> len(grammar.sample(np.random.default_rng(0), max_symbols=1).split())
            1
        """
        most = self.max_symbols if max_symbols is None else max_symbols
        if most < 1:
            raise InputError(f"expected max_symbols >= 1, got {most}")
        length = self._model.length(most, float(rng.random()))
        slack = length // _SLACK
        nearest: list[str] | None = None
        gap = length
        for _ in range(_TRIES):
            found = self._write(rng, most=min(most, length + slack), strict=False)
            if found is not None and abs(found[0] - length) < gap and _is_within(found[1], most):
                gap, nearest = abs(found[0] - length), found[1]
            if gap <= slack:
                break
        if nearest is None:
            nearest = self._short(rng, most)
        return " ".join(nearest)

    def _write(self, rng: np.random.Generator, *, most: int, strict: bool) -> tuple[int, list[str]] | None:
        """Return an expression and its number of symbols; None where it grew too long."""
        sampler = Sampler(self._model, rng, most=most, deepest=self.max_depth, strict=strict)
        tokens = sampler.expression()
        return (sampler.written, tokens) if tokens else None

    def _short(self, rng: np.random.Generator, most: int) -> list[str]:
        """Return an expression whose rows are cut where it grows too long, or one symbol."""
        for _ in range(_TRIES):
            found = self._write(rng, most=most, strict=True)
            if found is not None and _is_within(found[1], most):
                return found[1]
        return [self._model.entries[pick(self._model.plain, float(rng.random()))].symbol]

    def save(self, path: StrPath) -> None:
        """Write the grammar as JSON, whole or not at all.

        Args:
            path: The file.

        Raises:
            DataError: It cannot be written.
        """
        limits = {"expressions": self.expressions, "max_symbols": self.max_symbols, "max_depth": self.max_depth}
        write_model(path, self._model, limits=limits, skipped=self.skipped)

    @classmethod
    def load(cls, path: StrPath) -> CorpusGrammar:
        """Read a grammar that ``save`` wrote.

        Args:
            path: The file.

        Raises:
            DataError: The file is missing, no grammar, damaged or too large.

        Examples:
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     CorpusGrammar.fit(["x + 1"]).save(Path(folder, "grammar.json"))
            ...     CorpusGrammar.load(Path(folder, "grammar.json"))
            CorpusGrammar(expressions=1, max_symbols=3, max_depth=1, skipped={})
        """
        model, limits, skipped = read_model(path)
        return cls(model, limits["expressions"], limits["max_symbols"], limits["max_depth"], skipped)


def _is_within(tokens: list[str], most: int) -> bool:
    try:
        return 1 <= complexity(parse(" ".join(tokens))).symbols <= most
    except LatexError:
        return False


def _depth(tree: LayoutNode) -> int:
    """Return how many rows lie within rows, those of groups counted."""
    deepest = 0
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        for slot in node.slots:
            deepest = max(deepest, depth + 1)
            stack.extend((child, depth + 1) for child in slot.row)
    return deepest


def _reason(error: LatexError) -> str:
    """Return what is wrong without where it is."""
    return str(error).partition(" at token")[0].partition(",")[0].partition(";")[0][:_LONGEST_REASON]
