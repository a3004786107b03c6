r"""Made-up expressions: a small random grammar that writes blank-separated LaTeX.

Not every string of symbols is an expression that somebody would write: letters go with letters, ``=`` parts two sides,
scripts are short, fractions hold rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic._sampler import Sampler, fixed_symbols
from hmer_kit.ink.synthetic.alphabet import covered_symbols

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Grammar"]

_DEEPEST = 50
_GREEK = (
    r"\alpha", r"\beta", r"\gamma", r"\theta", r"\lambda", r"\mu", r"\pi", r"\sigma", r"\phi", r"\Delta", r"\Pi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grammar:
    r"""What may occur in a made-up expression.

    The default is restricted: digits, fifteen small letters, ``+ - = \times``, parentheses, scripts, fractions and
    roots, at most 12 symbols. ``full`` covers the vocabulary of CROHME.

    Examples:
        >>> import numpy as np
        >>> grammar = Grammar()
        >>> grammar.sample(np.random.default_rng(4)) == grammar.sample(np.random.default_rng(4))
        True
    """

    letters: tuple[str, ...] = tuple("abcdefhknmprxyz")
    """Variables."""
    digits: tuple[str, ...] = tuple("0123456789")
    """Digits of numbers."""
    operators: tuple[str, ...] = ("+", "-", "+", "-", r"\times")
    """Signs between terms; one that stands here twice is twice as likely."""
    relations: tuple[str, ...] = ("=", "=", "=", "=")
    """Signs between sides."""
    functions: tuple[str, ...] = ()
    r"""Names before an argument, such as ``\sin``."""
    big_operators: tuple[str, ...] = ()
    r"""Sums and the like, with limits or without."""
    integrals: tuple[str, ...] = ()
    r"""Integrals; they end in ``d x``."""
    limits: tuple[str, ...] = ()
    r"""``\lim`` and the like, with what goes where below."""
    constants: tuple[str, ...] = ()
    r"""Symbols that stand alone, such as ``\infty`` or ``\ldots``."""
    fences: tuple[tuple[str, str], ...] = (("(", ")"),)
    """Pairs of brackets around a row."""
    suffixes: tuple[str, ...] = ()
    r"""What may follow an atom: ``!``, ``\prime`` (as a script)."""
    separators: tuple[str, ...] = ()
    """What may stand between two things in brackets."""
    fractions: float = 0.3
    """Share of the terms that are fractions, where the length allows; so for the shares below, at most 1 together."""
    roots: float = 0.2
    """Share of roots."""
    fenced: float = 0.2
    """Share of terms in brackets."""
    called: float = 0.0
    """Share of functions."""
    summed: float = 0.0
    """Share of sums."""
    integrated: float = 0.0
    """Share of integrals."""
    limited: float = 0.0
    """Share of limits."""
    scripts: float = 0.34
    """Share of letters with a script."""
    decimals: float = 0.0
    """Share of numbers with a decimal point."""
    max_symbols: int = 12
    """Most symbols of an expression, fraction bars and root signs counted."""
    max_depth: int = 3
    """Most rows within rows, scripts of letters not counted: a root in a numerator has depth 2; at most 50."""

    def __post_init__(self) -> None:
        if not self.letters or not self.digits or not self.operators or not self.relations:
            raise InputError("expected at least one letter, digit, operator and relation in a Grammar")
        if self.max_symbols < 1 or not 0 <= self.max_depth <= _DEEPEST:
            raise InputError(
                f"expected max_symbols >= 1 and max_depth 0 to {_DEEPEST}, got {self.max_symbols} and {self.max_depth}"
            )
        self._check_shares()
        unknown = sorted(self.vocabulary() - covered_symbols() - {r"\frac", r"\sqrt"})
        if unknown:
            raise InputError(f"expected symbols of hmer_kit.ink.covered_symbols() in a Grammar, got {unknown}")

    def _check_shares(self) -> None:
        shares = (self.fractions, self.roots, self.fenced, self.called, self.summed, self.integrated, self.limited)
        if min(shares) < 0 or sum(shares) > 1:
            raise InputError(f"expected shares >= 0 that sum to at most 1 in a Grammar, got {shares}")
        for share, name in (
            (self.fenced, "fences"),
            (self.called, "functions"),
            (self.summed, "big_operators"),
            (self.integrated, "integrals"),
            (self.limited, "limits"),
        ):
            if share and not getattr(self, name):
                raise InputError(f"expected at least one of {name} in a Grammar whose share of them is {share}")

    @classmethod
    def full(cls, *, max_symbols: int = 24) -> Grammar:
        r"""Return the grammar over the vocabulary of CROHME: Greek, sums, integrals, limits, functions, fences.

        Args:
            max_symbols: Most symbols of an expression.

        Examples:
            >>> r"\sum" in Grammar.full().vocabulary()
            True
        """
        return replace(
            cls(),
            letters=tuple("abcdefghijklmnopqrstuvwxyz" * 3 + "ABCEFGHILMNPRSTVXY") + _GREEK * 2,
            operators=(*"+-+-+-", r"\times", r"\div", r"\pm", r"\cdot", "/"),
            relations=(*"======", "<", ">", r"\leq", r"\geq", r"\neq", r"\rightarrow", r"\in"),
            functions=(r"\sin", r"\cos", r"\tan", r"\log"),
            big_operators=(r"\sum",),
            integrals=(r"\int",),
            limits=(r"\lim",),
            constants=(r"\infty", r"\ldots", r"\cdots", r"\forall", r"\exists"),
            fences=(("(", ")"), ("(", ")"), ("(", ")"), ("[", "]"), (r"\{", r"\}"), ("|", "|")),
            suffixes=("!", r"\prime"),
            separators=(",",),
            fractions=0.22,
            roots=0.12,
            fenced=0.16,
            called=0.12,
            summed=0.07,
            integrated=0.07,
            limited=0.07,
            decimals=0.06,
            max_symbols=max_symbols,
            max_depth=4,
        )

    def vocabulary(self) -> frozenset[str]:
        r"""Return every symbol that a sample may hold, those that a sum or a limit brings along included.

        Left out are ``{ } ^ _`` and the brackets of a root's index.

        Examples:
            >>> {r"\frac", "x", "="} <= Grammar().vocabulary()
            True
        """
        drawn = (
            *self.letters,
            *self.digits,
            *self.operators,
            *self.relations,
            *self.functions,
            *self.big_operators,
            *self.integrals,
            *self.limits,
            *self.constants,
            *self.suffixes,
            *self.separators,
            *(bracket for pair in self.fences for bracket in pair),
        )
        return fixed_symbols(self).union(drawn)

    def sample(self, rng: np.random.Generator, *, max_symbols: int | None = None) -> str:
        """Make up one expression.

        Lengths spread evenly from one symbol to the most, so that training can begin with short ones.

        Args:
            rng: Where the randomness comes from; it moves on.
            max_symbols: Most symbols of this expression; the grammar's own where None.

        Returns:
            LaTeX tokens parted by blanks.

        Raises:
            InputError: If ``max_symbols`` is less than 1.

        Examples:
            >>> import numpy as np
            >>> len(Grammar().sample(np.random.default_rng(0), max_symbols=1).split())
            1
        """
        most = self.max_symbols if max_symbols is None else max_symbols
        if most < 1:
            raise InputError(f"expected max_symbols >= 1, got {most}")
        return Sampler(self, rng).expression(most)
