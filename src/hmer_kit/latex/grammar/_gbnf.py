"""A grammar in GBNF, the EBNF of llama.cpp, which xgrammar, vLLM and SGLang read as well."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._notation import Notation, char_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.latex.grammar._expressions import Chars, Expression

__all__ = ["gbnf_text"]

_IN_CLASS: Final = frozenset('\\]^-["')
_BYTE: Final = 0x100


def gbnf_text(rules: Mapping[str, Expression], *, start: str) -> str:
    """Write rules, one a line; the start is called ``root``, as all engines expect."""
    notation = Notation(partial(_plain, start=start), _chars)
    return "".join(f"{notation.name(name)} ::= {notation.alternatives(rule)}\n" for name, rule in rules.items())


def _plain(name: str, *, start: str) -> str:
    """Return a name of small letters, digits and hyphens, as llama.cpp wants; terminals stay apart from rules."""
    if name == start:
        return "root"
    small = name.lower().replace("_", "-")
    return small if name.islower() else f"t-{small}"


def _chars(part: Chars) -> str:
    return char_class(part, _escaped)


def _escaped(char: str) -> str:
    if char.isascii() and char.isprintable() and char not in _IN_CLASS:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < _BYTE else f"\\u{ord(char):04x}"
