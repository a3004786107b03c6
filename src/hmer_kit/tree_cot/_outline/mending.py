"""One line of a tree with tabs, well-formed or damaged: its indentation, its symbols and its relation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.tree_cot._rows.text import is_fence

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "WELL_FORMED",
    "Damaged",
    "has_relation",
    "is_symbol",
    "mend",
    "mend_cut",
    "without_controls",
]

WELL_FORMED: Final = re.compile(r"(\t*)(\S+)(?: \((\S*)\))?")
"""A line as it should be: tabs, a symbol, and a relation on all lines but the first."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]")
_CUT = re.compile(r"(\s*)(\S+)(?:(\s+)(?:\((\S*))?)?")
_COMMAND = re.compile(r"\\[A-Za-z]*")
_WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3}")
_AFTER_RELATION = " \t.,;"
_MOST_WORDS = 2
_MOST_SYMBOLS = 8


class Damaged(NamedTuple):
    """What a line that is not well-formed still says."""

    code: str
    """What is wrong with it."""
    got: str
    """The same in words."""
    indent: str = ""
    """White space before the symbols."""
    symbols: tuple[str, ...] = ()
    """Its symbols, more than one if the line holds several; none if it is no line of a tree."""
    relation: str = ""
    """The relation as the line has it, or the beginning of it; empty if it has none."""


def without_controls(text: str) -> str:
    """Return a line without control characters and what does not show."""
    return _CONTROL.sub("", text)


def has_relation(text: str) -> bool:
    """Return whether a line ends with something in parentheses, and so is whole."""
    return bool(_parted(text)[1])


def is_symbol(text: str) -> bool:
    """Return whether a text without blanks looks like a symbol and not like a word."""
    return len(text) == 1 or text.startswith("\\")


def mend(text: str) -> Damaged:
    """Return what a whole line says that is not well-formed, or whose relation is not known.

    Args:
        text: The line without control characters.
    """
    indent = text[: len(text) - len(text.lstrip())]
    body, relation = _parted(text)
    unclosed = _CUT.fullmatch(text)
    if unclosed and unclosed[4] is not None and not relation:
        body, relation = unclosed[2], unclosed[4] or "("
    symbols = tuple(body.split())
    left_out = _no_line(text, symbols, indent=indent, related=bool(relation))
    if left_out:
        return left_out
    if len(symbols) > 1:
        code, got = "malformed_line", f"{len(symbols)} symbols in one line"
    elif indent.strip("\t"):
        code, got = "bad_indentation", "another blank"
    elif not relation:
        code, got = "missing_relation", "no relation"
    else:
        match = WELL_FORMED.fullmatch(text)
        code, got = "unknown_relation" if match and match[3] else "malformed_line", f"({relation})"
    return Damaged(code, got, indent, symbols, relation)


def _no_line(text: str, symbols: Sequence[str], *, indent: str, related: bool) -> Damaged | None:
    """Return why a text is no line of a tree at all, or nothing if it is one."""
    if not text.strip():
        return Damaged("empty_line", "an empty line")
    if is_fence(text):
        return Damaged("code_fence", "a code fence")
    if not symbols:
        return Damaged("malformed_line", "a relation without a symbol")
    if _is_prose(symbols, indent=indent, related=related):
        return Damaged("no_tree_line", "something else")
    return None


def mend_cut(text: str) -> Damaged:
    """Return what the beginning of a line still says.

    A symbol counts if it cannot be longer: if a blank follows it, or if it is no name after a backslash.

    Args:
        text: All there is of the line, without control characters.
    """
    match = _CUT.fullmatch(text)
    if is_fence(text):
        return Damaged("code_fence", "a code fence")
    if match is None:
        return Damaged("cut_line", "no symbol") if not text.strip() else Damaged("no_tree_line", "something else")
    indent, symbol, blank, relation = match.groups(default="")
    if not indent and not is_symbol(symbol):
        return Damaged("no_tree_line", "something else")
    if not blank and _COMMAND.fullmatch(symbol):
        return Damaged("cut_line", "the beginning of a symbol")
    return Damaged("cut_line", "the beginning of a line", indent, (symbol,), relation)


def _parted(text: str) -> tuple[str, str]:
    """Return what stands before the last parentheses of a line, and what stands in them."""
    kept = text.rstrip(_AFTER_RELATION)
    if kept.endswith(")"):
        body, opener, relation = kept[:-1].rpartition("(")
        if opener and len(relation.split()) <= _MOST_WORDS:
            return body, relation.strip()
    return text, ""


def _is_prose(symbols: Sequence[str], *, indent: str, related: bool) -> bool:
    """Return whether what stands in a line is no symbols of a tree."""
    if len(symbols) == 1:
        return not related and not indent and not is_symbol(symbols[0])
    return not related or len(symbols) > _MOST_SYMBOLS or any(map(_WORD.search, symbols))
