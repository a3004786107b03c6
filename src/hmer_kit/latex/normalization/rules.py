r"""The rules of normalization, one by one: name, definition, example before and after.

``for rule in RULES.values(): print(rule)`` prints them all. No rule looks into text (``\text { ... }``).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    r"""What one rule does.

    Examples:
        >>> print(RULES["limits"])
        limits: \limits and \nolimits that change nothing are dropped. \sum \limits _ { i } -> \sum _ { i }
    """

    name: str
    """By which it is switched on and off."""
    summary: str
    """Its definition."""
    before: str
    """An expression that it changes."""
    after: str
    """What it alone makes of that."""

    def __str__(self) -> str:
        return f"{self.name}: {self.summary} {self.before} -> {self.after}"


_RULES = (
    # same_ink: what is drawn stays what it is and where it is
    Rule(
        "aliases",
        "Spellings of one symbol, delimiter or command become the usual one.",
        r"a \le b \not = c",
        r"a \leq b \neq c",
    ),
    Rule(
        "arguments",
        "Arguments and scripts stand in braces.",
        r"\frac 1 2 ^ a",
        r"\frac { 1 } { 2 } ^ { a }",
    ),
    Rule(
        "base_braces",
        "Braces around several symbols give their scripts to the last of them.",
        r"{ x + y } ^ { 2 }",
        r"x + y ^ { 2 }",
    ),
    Rule(
        "braces",
        "Braces that nothing asked for are dropped.",
        r"{ a } _ { 1 } + { b c }",
        r"a _ { 1 } + b c",
    ),
    Rule(
        "classes",
        "Commands that change only the space around what they hold become braces.",
        r"a \mathrel { R } b",
        r"a { R } b",
    ),
    Rule(
        "empty_scripts",
        "Scripts without a row are dropped.",
        r"x ^ { } _ { 1 }",
        r"x _ { 1 }",
    ),
    Rule(
        "environments",
        "Matrices with a name for their fences become a matrix between these.",
        r"\begin {pmatrix} a & b \end {pmatrix}",
        r"\left ( \begin {matrix} a & b \end {matrix} \right )",
    ),
    Rule(
        "fences",
        "Delimiters lose their size, and those without ink are dropped.",
        r"\left ( x \right . \big |",
        r"( x |",
    ),
    Rule(
        "font_switches",
        "A switch to a font becomes the command for it.",
        r"{ \rm x y }",
        r"{ \mathrm { x y } }",
    ),
    Rule(
        "infix",
        r"\over, \choose, \root \of and \buildrel \over become commands before their arguments.",
        r"{ a \over b }",
        r"\frac { a } { b }",
    ),
    Rule(
        "limits",
        r"\limits and \nolimits that change nothing are dropped.",
        r"\sum \limits _ { i }",
        r"\sum _ { i }",
    ),
    Rule(
        "primes",
        r"Primes become \prime in one script with what follows there.",
        r"f ' ^ { 2 }",
        r"f ^ { \prime 2 }",
    ),
    Rule(
        "row_ends",
        r"A \\ that no row follows is dropped.",
        r"\begin {matrix} a \\ b \\ \end {matrix}",
        r"\begin {matrix} a \\ b \end {matrix}",
    ),
    Rule(
        "script_order",
        "Lower scripts come before upper ones.",
        r"x ^ { 2 } _ { 1 }",
        r"x _ { 1 } ^ { 2 }",
    ),
    Rule(
        "sizes",
        "Commands and switches that only draw larger or smaller are dropped.",
        r"\displaystyle \dfrac { 1 } { 2 }",
        r"\frac { 1 } { 2 }",
    ),
    Rule(
        "spaces",
        "Spaces and marks without ink are dropped.",
        r"a \, b \quad c",
        "a b c",
    ),
    # loose: what is meant stays what it is
    Rule(
        "accents",
        "Wide accents become narrow ones.",
        r"\overline { x } \widehat { y }",
        r"\bar { x } \hat { y }",
    ),
    Rule("dots", r"Dots in a row become \ldots.", r"a + \cdots + b", r"a + \ldots + b"),
    Rule(
        "fonts",
        "Upright, italic, bold, sans serif and typewriter fonts become braces.",
        r"\mathrm { d } x",
        "{ d } x",
    ),
    Rule(
        "integrals",
        "Several integrals in one sign become several signs.",
        r"\iint f",
        r"\int \int f",
    ),
    Rule(
        "limit_placement",
        "Scripts stand above and below, or beside, as the base takes them by itself.",
        r"\int \limits _ { a }",
        r"\int _ { a }",
    ),
    Rule(
        "names",
        "Functions are spelled with letters.",
        r"\sin x + \operatorname { s n } y",
        "s i n x + { s n } y",
    ),
    Rule(
        "styles",
        "Switches of style, which in print also move limits, are dropped.",
        r"\textstyle \sum _ { i }",
        r"\sum _ { i }",
    ),
    Rule(
        "variants",
        "Other forms of a letter or sign become the usual one.",
        r"\varepsilon \leqslant 1",
        r"\epsilon \leq 1",
    ),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.name: rule for rule in _RULES})
"""Every rule by its name: first those of ``same_ink``, then the others of ``loose``."""
