r"""What a notebook hands to LaTeX, where it is printed: expressions whose commands are all known to draw something.

An expression may come from a model. ``\input`` and the like are commands that no table of ours knows, and files and
links are left out, so that nothing but mathematics reaches TeX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.latex._glyphs import GLYPHS
from hmer_kit.latex.commands import COMMANDS, DELIMITER_SIZES, ENVIRONMENTS, INFIX_COMMANDS, LIMIT_OPERATORS, SPACES
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.spacing._operators import FUNCTIONS
from hmer_kit.latex.writer import to_tokens

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["latex_of"]


def _words(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())


_REFUSED: Final = _words(
    "includegraphics href url htmlClass htmlId htmlStyle htmlData label ref eqref cite tag ( hspace vspace rule "
    "raisebox scalebox nonumber notag"
) | {"$"}
_WRITTEN: Final = DELIMITER_SIZES | _words("begin end left right middle limits nolimits \\ of not sb sp")
_KNOWN: Final = (
    GLYPHS.keys() | COMMANDS.keys() | INFIX_COMMANDS.keys() | LIMIT_OPERATORS | FUNCTIONS | SPACES | _WRITTEN
) - _REFUSED


def latex_of(node: LayoutNode) -> str | None:
    """Return a tree for TeX in mathematics mode; None if there is a command in it that is not known to be harmless."""
    if any(each.kind is Kind.ENVIRONMENT and each.symbol not in ENVIRONMENTS for each in node.walk()):
        return None
    tokens = to_tokens(node)
    if any(token in {"$", "%"} or (token[0] in "\\$" and len(token) > 1 and token not in _KNOWN) for token in tokens):
        return None
    return f"$\\displaystyle {' '.join(tokens)}$"
