"""What the notations of Lark and of GBNF have in common: quotes, alternatives, repetitions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.latex.grammar._expressions import Chars, Choice, Expression, Many, Name, Steps, Text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Notation", "char_class"]

_REPEATS: Final = {(0, 1): "?", (0, None): "*", (1, None): "+"}


class Notation(NamedTuple):
    """How names of rules and classes of characters are written."""

    name: Callable[[str], str]
    chars: Callable[[Chars], str]

    def alternatives(self, part: Expression) -> str:
        """Return the right side of a rule."""
        return " | ".join(map(self._steps, part.parts if isinstance(part, Choice) else (part,)))

    def _steps(self, part: Expression) -> str:
        if not isinstance(part, Steps):
            return self._single(part)
        return " ".join(map(self._single, part.parts)) or '""'

    def _single(self, part: Expression) -> str:
        if isinstance(part, Text):
            return json.dumps(part.text, ensure_ascii=False)
        if isinstance(part, Chars):
            return self.chars(part)
        if isinstance(part, Name):
            return self.name(part.name)
        if isinstance(part, Many):
            return self._single(part.part) + _repeat(part)
        return f"({self.alternatives(part)})"


def char_class(part: Chars, escaped: Callable[[str], str]) -> str:
    """Return a class of characters in square brackets."""
    ranges = "".join(escaped(first) + (f"-{escaped(last)}" if first != last else "") for first, last in part.ranges)
    return f"[{'^' if part.excluded else ''}{ranges}]"


def _repeat(part: Many) -> str:
    return _REPEATS.get((part.least, part.most)) or f"{{{part.least},{'' if part.most is None else part.most}}}"
