r"""A formula as steps of a stack machine, and what the reader knows about symbols: data only.

Steps are plain lists of strings and numbers, so that they go from process to process as JSON. Each takes its operands
from the stack and leaves one value: ``["number", "1.5"]``, ``["name", "x_{1}"]``, ``["pi"]``, ``["negate"]``,
``["add"]``, ``["multiply"]``, ``["divide"]``, ``["power"]``, ``["root"]`` (index, then radicand), ``["log"]`` (base,
then argument), ``["call", "sin"]``, ``["apply", "f", 2]`` (arguments of an unknown function), ``["abs"]``,
``["factorial"]``, ``["binomial"]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BARS",
    "BINOMIALS",
    "CHANGES",
    "CLOSERS",
    "FRACTIONS",
    "FUNCTIONS",
    "GREEK",
    "LOG_BASE",
    "MOST_DEPTH",
    "MOST_STEPS",
    "NAMED_FONTS",
    "OPERATORS",
    "PRIMES",
    "RELATIONS",
    "SPELLED_WORDS",
    "THIN_SPACES",
    "Formula",
    "Step",
]

Step = list[str | int]


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression, or a relation between two."""

    left: tuple[Step, ...]
    """Steps of the expression, or of the left side."""
    relation: str = ""
    """``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=``; empty for an expression."""
    right: tuple[Step, ...] = ()
    """Steps of the right side."""


MOST_STEPS: Final = 2_000
"""Longest formula that is read."""
MOST_DEPTH: Final = 64
"""Deepest formula that is read: sympy recurses."""

LOG_BASE: Final = "\\log"
r"""Name of the base that ``\log`` does not say."""


def _words(names: str) -> dict[str, str]:
    return {f"\\{name}": name for name in names.split()}


FUNCTIONS: Final[Mapping[str, str]] = {
    **_words("sin cos tan cot sec csc sinh cosh tanh coth exp ln log arcsin arccos arctan"),
}
"""Functions that are read, by their command."""
GREEK: Final[Mapping[str, str]] = _words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho varrho sigma "
    "varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar"
)
r"""Letters with a name of their own; ``\pi`` is a number."""
NAMED_FONTS: Final = frozenset(_words("mathrm mathbf mathit mathsf mathcal boldsymbol bm"))
"""Fonts that make another letter of a letter."""
OPERATORS: Final[Mapping[str, str]] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "\\cdot": "multiply",
    "\\times": "multiply",
    "/": "divide",
    "\\div": "divide",
}
RELATIONS: Final[Mapping[str, str]] = {
    "=": "=",
    "\\ne": "!=",
    "\\neq": "!=",
    "<": "<",
    "\\lt": "<",
    ">": ">",
    "\\gt": ">",
    **dict.fromkeys(("\\le", "\\leq", "\\leqslant"), "<="),
    **dict.fromkeys(("\\ge", "\\geq", "\\geqslant"), ">="),
}
FRACTIONS: Final = frozenset({"\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\over"})
BINOMIALS: Final = frozenset({"\\binom", "\\dbinom", "\\tbinom", "\\choose"})
BARS: Final = frozenset({"|", "\\vert", "\\lvert", "\\rvert"})
PRIMES: Final = frozenset({"'", "\\prime"})
CHANGES: Final = frozenset({"d", "\\delta", "\\Delta"})
r"""What may be one thing with the name after it: ``d x``, ``\Delta t``."""
CLOSERS: Final[Mapping[str, str]] = {
    "(": ")",
    "[": "]",
    "\\{": "\\}",
    "\\lbrace": "\\rbrace",
    "\\lbrack": "\\rbrack",
}
THIN_SPACES: Final = frozenset(
    ("\\", "~", "\\,", "\\:", "\\;", "\\!", "\\>", "\\/", "\\displaystyle", "\\textstyle", "\\thinspace", "\\space")
)
"""Spaces that separate nothing."""
SPELLED_WORDS: Final = (*FUNCTIONS.values(), "lim", "max", "min", "sup", "inf", "det", "gcd", "mod", "arg")
"""Words that, written letter by letter, are no product of letters."""
