"""A grammar in the syntax of Lark, as llguidance reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from hmer_kit.latex.grammar._expressions import Chars, Choice, Expression, Many, Name, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lark_text"]

_REPEATS: Final = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_IN_CLASS: Final = frozenset("\\]^-[&~/")


def lark_text(rules: Mapping[str, Expression]) -> str:
    """Write rules, one a line; names in capitals are terminals, and the rule ``start`` begins."""
    return "".join(f"{name}: {_alternatives(rule)}\n" for name, rule in rules.items())


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
        return f"/{_char_class(part)}/"
    if isinstance(part, Name):
        return part.name
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
    if char in _IN_CLASS:
        return f"\\{char}"
    return char if char.isascii() and char.isprintable() else f"\\u{{{ord(char):04x}}}"
