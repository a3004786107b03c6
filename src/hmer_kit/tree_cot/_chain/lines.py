"""Lines of a format of links to records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.tree_cot._rows.text import is_fence

if TYPE_CHECKING:
    import re

    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["Record", "Shape", "record_of"]


_record = tuple.__new__  # half the time of the class itself


@dataclass(frozen=True, slots=True)
class Shape:
    """How a line looks; the groups of the two patterns are the first five pieces of a ``Record``."""

    line: re.Pattern[str]
    """As it should be."""
    loose: re.Pattern[str]
    """As it is understood."""
    cut: re.Pattern[str]
    """What the beginning of a line begins with."""
    words: str
    """The same in words."""


class Record(NamedTuple):
    """One line of a text, in its pieces."""

    symbol: str
    """The symbol."""
    id: str
    """Its number, as written."""
    parent: str
    """The symbol that it hangs on."""
    parent_id: str
    """The number of that, as written."""
    relation: str
    """The relation, as written."""
    line: int
    """Number of the line, counted from 1."""
    text: str
    """The line."""


def record_of(text: str, number: int, shape: Shape, problems: Problems, *, is_last: bool) -> Record | None:
    """Return the pieces of a line; nothing if it has none.

    Args:
        text: The line.
        number: Its number, counted from 1.
        shape: How it should look.
        problems: Takes what is wrong.
        is_last: Whether it may be the beginning of a line only.
    """
    match = shape.line.fullmatch(text) or shape.loose.fullmatch(text)
    if match is None or match.re is not shape.line:
        is_cut = match is None and is_last and shape.cut.match(text) is not None
        code, got = _wrong(text, is_cut=is_cut, is_understood=match is not None)
        done = "left it out" if match is None else "read it so"
        problems.report(code, line=number, text=text, expected=shape.words, got=got, done=done, at_end=is_cut)
    if match is None:
        return None
    symbol, own, parent, parent_id, relation = match.groups()
    return _record(Record, (symbol, own, parent, parent_id, relation, number, text))


def _wrong(text: str, *, is_cut: bool, is_understood: bool) -> tuple[str, str]:
    """Return the code and the words for a line that is not as it should be."""
    if is_understood:
        return "malformed_line", "another spelling of that"
    if is_cut:
        return "cut_line", "the beginning of that"
    if not text.strip():
        return "empty_line", "an empty line"
    return ("code_fence", "a code fence") if is_fence(text) else ("malformed_line", "something else")
