"""The formats by name, and the same four functions for each of them."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.tree_cot._rows.text import split_lines
from hmer_kit.tree_cot.base import TreeFormat
from hmer_kit.tree_cot.corrected import CORRECTED, CorrectedFormat
from hmer_kit.tree_cot.gtd import GTD
from hmer_kit.tree_cot.json_nodes import JSON
from hmer_kit.tree_cot.released import RELEASED, ReleasedFormat
from hmer_kit.tree_cot.sexpr import SEXPR
from hmer_kit.tree_cot.symlg import SYMLG
from hmer_kit.tree_cot.tdv2 import TDV2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.tree_cot.base import Reading

__all__ = ["FORMATS", "dumps", "get_format", "is_tree_of", "loads", "read"]

_ALL: tuple[TreeFormat, ...] = (RELEASED, CORRECTED, GTD, TDV2, SYMLG, SEXPR, JSON)
FORMATS: Mapping[str, TreeFormat] = MappingProxyType({each.name: each for each in _ALL})
"""Every format by its name."""
_MEMBERS = ("name", "fidelity", "dumps", "loads", "reader")


def get_format(format: str | TreeFormat) -> TreeFormat:  # noqa: A002 - what the functions below call it
    """Return a format.

    Args:
        format: The name of one of ``FORMATS``, or an object of the shape ``TreeFormat``, which comes back as it is.

    Raises:
        InputError: It is neither.

    Examples:
        >>> get_format("released").name
        'released'
    """
    if isinstance(format, str) and format in FORMATS:
        return FORMATS[format]
    if isinstance(format, TreeFormat) and not isinstance(format, type):
        return format
    lacking = [member for member in _MEMBERS if not hasattr(format, member)]
    if 0 < len(lacking) < len(_MEMBERS) and not isinstance(format, type):
        raise InputError(f"expected a TreeFormat, got {type(format).__name__!r} without {', '.join(lacking)}; add them")
    near = get_close_matches(str(format), FORMATS, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    names = ", ".join(map(repr, FORMATS))
    raise InputError(f"expected a TreeFormat or the name of one ({names}), got {format!r}{hint}")


def dumps(latex: str, *, format: str | TreeFormat = "released") -> str:  # noqa: A002 - the field's word
    r"""Return the tree text of an expression.

    Args:
        latex: LaTeX, blank-separated or tight.
        format: Name of a format, or a format; the default is the text that Uni-MuMER was trained on.

    Returns:
        The text without a newline at the end.

    Raises:
        LatexError: The expression has no tree in that format.
        InputError: ``latex`` is no string, or there is no such format.

    Examples:
        >>> print(dumps(r"x _ { i } + 1").replace("\t", "--"))
        x
        --i (sub)
        + (right)
        1 (right)
        >>> dumps("x_i+1") == dumps("x _ { i } + 1")
        True
    """
    return get_format(format).dumps(latex)


def loads(text: str, *, format: str | TreeFormat = "released") -> str:  # noqa: A002
    r"""Return the blank-separated LaTeX of a tree text, which must be without a flaw.

    Args:
        text: What ``dumps`` returns.
        format: Name of a format, or a format.

    Raises:
        FormatError: The text is malformed; ``code``, ``line`` and ``text`` say what is wrong and where.
        InputError: ``text`` is no string, or there is no such format.

    Examples:
        >>> loads("\\frac\n\ta (above)\n\t\t2 (sup)\n\tb (below)")
        '\\frac { a ^ { 2 } } { b }'
    """
    return get_format(format).loads(text)


def read(text: str, *, format: str | TreeFormat = "released") -> Reading:  # noqa: A002
    r"""Return the best expression of a tree text that may be damaged, with all that was repaired.

    For text that comes in pieces take ``get_format(format).reader()``.

    Args:
        text: Tree text, whole or cut, also with prose or code fences around it.
        format: Name of a format, or a format.

    Raises:
        InputError: ``text`` is no string, or there is no such format. No text is refused.

    Examples:
        >>> reading = read("x\n\t2 (sup)\n\n+ (rig")
        >>> reading.latex, [flaw.code for flaw in reading.flaws], reading.complete
        ('x ^ { 2 } +', ['empty_line', 'cut_line'], False)
    """
    reader = get_format(format).reader()
    reader.feed(text)
    return reader.result()


def is_tree_of(text: str, latex: str, *, format: str | TreeFormat = "released") -> bool:  # noqa: A002
    r"""Return whether ``text`` is ``dumps(latex)``; False if ``latex`` has no tree.

    For the two formats with tabs the tree is made up to the first difference only, so a short text never costs
    the work of a long one. Newlines at the end are left out of account.

    Args:
        text: Tree text.
        latex: LaTeX as for ``dumps``.
        format: Name of a format, or a format.

    Raises:
        InputError: ``text`` or ``latex`` is no string, or there is no such format.

    Examples:
        >>> is_tree_of("x\n\t2 (sup)", "x ^ { 2 }"), is_tree_of("x\n2 (right)", "x ^ { 2 }")
        (True, False)
    """
    found = get_format(format)
    lines = split_lines(text)
    try:
        right = (
            found.lines(latex)
            if isinstance(found, ReleasedFormat | CorrectedFormat)
            else split_lines(found.dumps(latex))
        )
        return all(ours == theirs for ours, theirs in zip_longest(lines, right))
    except LatexError:
        return False
