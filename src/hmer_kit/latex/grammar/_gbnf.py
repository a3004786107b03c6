"""A grammar in GBNF, the EBNF of llama.cpp, which xgrammar, vLLM and SGLang read as well."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._expressions import Chars, Choice, Expression, Many, Name, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["gbnf_text"]

_REPEATS: Final = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_IN_CLASS: Final = frozenset('\\]^-["')


def gbnf_text(rules: Mapping[str, Expression], *, start: str) -> str:
    """Write rules, one a line; the start is called ``root``, as all engines expect."""
    names = {name: "root" if name == start else _plain(name) for name in rules}
    return "".join(f"{names[name]} ::= {_alternatives(rule)}\n" for name, rule in rules.items())


def _plain(name: str) -> str:
    """Return a name of small letters, digits and hyphens, as llama.cpp wants; terminals stay apart from rules."""
    small = name.lower().replace("_", "-")
    return small if name.islower() else f"t-{small}"


def _alternatives(part: Expression) -> str:
    parts = part.parts if isinstance(part, Choice) else (part,)
    return " | ".join(map(_sequence, parts))


def _sequence(part: Expression) -> str:
    if isinstance(part, Text | Chars | Name | Many | Choice):
        return _single(part)
    return " ".join(map(_single, part.parts)) or '""'


def _single(part: Expression) -> str:
    if isinstance(part, Text):
        return _quoted(part.text)
    if isinstance(part, Chars):
        return _char_class(part)
    if isinstance(part, Name):
        return "root" if part.name == "start" else _plain(part.name)
    if isinstance(part, Many):
        return _single(part.part) + _repeat(part)
    return f"({_alternatives(part)})"


def _repeat(part: Many) -> str:
    return _REPEATS.get((part.least, part.most)) or f"{{{part.least},{'' if part.most is None else part.most}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _char_class(part: Chars) -> str:
    ranges = "".join(_escaped(first) + (f"-{_escaped(last)}" if first != last else "") for first, last in part.ranges)
    return f"[{'^' if part.excluded else ''}{ranges}]"


def _escaped(char: str) -> str:
    if char.isascii() and char.isprintable() and char not in _IN_CLASS:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"
