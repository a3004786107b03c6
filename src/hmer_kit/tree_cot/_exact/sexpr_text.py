"""The words and parentheses of an S-expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CLOSE", "COLON", "OPEN", "START_OF_TREE", "TREE", "UNCLOSED", "Word", "joined", "words_of"]

OPEN: Final = "("
CLOSE: Final = ")"
COLON: Final = ":"
TREE: Final = "tree"
START_OF_TREE = re.compile(r"\(tree(?![^\s()])")
UNCLOSED: Final = ""
"""The name of a word whose quote does not end."""

_QUOTED = r'"(?:[^"]|"")*"'
_WORD = re.compile(rf'([()]|[^\s()":]+|{_QUOTED})((?::{_QUOTED})*)|:|"')
_PART = re.compile(_QUOTED)
_BARE = re.compile(r'[^\s()":]+')


_word = tuple.__new__  # half the time of the class itself


class Word(NamedTuple):
    """One word or parenthesis."""

    name: str
    """The symbol, the relation, or the parenthesis."""
    parts: tuple[str, ...]
    """What stands in quotes behind it."""
    line: int
    """Number of the line, counted from 1."""
    text: str
    """As written."""
    is_quoted: bool = False
    """Whether the name stands in quotes."""
    is_last: bool = False
    """Whether the text ends with it."""


def words_of(text: str, start: int) -> Iterator[Word]:
    """Yield the words of a text from a place on."""
    line, before, size = text.count("\n", 0, start) + 1, start, len(text)
    has_lines = "\n" in text
    for match in _WORD.finditer(text, start):
        whole, written, behind = match.group(0, 1, 2)
        first, past = match.span()
        if has_lines:
            line += text.count("\n", before, first)
            before = first
        if whole == written and whole[0] != '"':  # most words
            yield _word(Word, (whole, (), line, whole, False, past == size))
            continue
        if whole == '"':
            yield Word(UNCLOSED, (), line, text[first:], is_last=True)
            return
        is_quoted = whole[0] == '"'
        name = _unquoted(written) if is_quoted else written or whole
        parts = tuple(map(_unquoted, _PART.findall(behind))) if behind else ()
        yield Word(name, parts, line, whole, is_quoted, past == size)


def joined(name: str, *parts: str) -> str:
    """Return a word as it is written."""
    written = name if _BARE.fullmatch(name) else _quoted(name)
    return ":".join((written, *map(_quoted, parts)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')
