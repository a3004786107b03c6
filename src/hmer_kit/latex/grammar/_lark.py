"""A grammar in the syntax of Lark, as llguidance reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._notation import Notation, char_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.latex.grammar._expressions import Chars, Expression

__all__ = ["lark_text"]

_IN_CLASS: Final = frozenset("\\]^-[&~/")


def lark_text(rules: Mapping[str, Expression]) -> str:
    """Write rules, one a line; names in capitals are terminals, and the rule ``start`` begins."""
    notation = Notation(str, _chars)
    return "".join(f"{name}: {notation.alternatives(rule)}\n" for name, rule in rules.items())


def _chars(part: Chars) -> str:
    return f"/{char_class(part, _escaped)}/"


def _escaped(char: str) -> str:
    if char in _IN_CLASS:
        return f"\\{char}"
    return char if char.isascii() and char.isprintable() else f"\\u{{{ord(char):04x}}}"
