"""JSON text, whole or damaged, to the node objects in it. Objects are tuples of pairs, so that a repeated key shows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["FORMAT", "VERSION", "Piece", "pieces_of"]

FORMAT: Final = "hmer_kit.tree"
VERSION: Final = 1

_NESTING: Final = "{[{["
"""The brackets around a token: the document, its nodes, a node, its tokens."""
_BRACKETS: Final = 'the brackets of {"nodes": [{...}, ...]} and lists of tokens in a node'
_LONGEST_NUMBER: Final = 15
_APART = r'(?:[^"{}\[\]]++|"(?:[^"\\\n]++|\\.)*+(?:["\\]|$))++'
_LIST = rf"\[(?:{_APART})?+\]"
_SIGN = re.compile(rf"{_APART}|\{{(?:{_APART}|{_LIST})*+\}}|[{{}}\[\]]", re.MULTILINE)
"""All that stands before the next bracket outside of strings; an object that holds no other, and no list in a list;
or a bracket. A string ends at its quote or with its line. An object is looked at up to the next that begins in it, and
all else is taken at the first try, so the pattern is linear in any text."""
_TAKEN: Final = "took every node that is whole"


class Piece(NamedTuple):
    """One node object."""

    value: Any
    """What it is in Python."""
    line: int
    """Number of the line that it begins in, counted from 1."""
    text: str
    """The piece of the text."""


class _Scan(NamedTuple):
    """Where brackets stand in a text."""

    spans: list[tuple[int, int]]
    """First and past the last character of each object that holds no other, and no list in a list."""
    misplaced: int
    """Where the first bracket is that does not belong there; -1 if none is."""
    is_open: bool
    """Whether brackets are open at the end."""


def pieces_of(text: str, problems: Problems) -> list[Piece]:
    """Return the nodes of a document; of a damaged one all that are whole.

    Args:
        text: The document.
        problems: Takes what is wrong with the document around the nodes.
    """
    scan = _scan(text)
    nodes: list[Any] | None = None
    if scan.misplaced >= 0:
        got = f"'{text[scan.misplaced]}' where none of its kind can be"
        _report(text, scan.misplaced, problems, "bad_nesting", expected=_BRACKETS, got=got)
    elif scan.is_open:
        at = len(text.rstrip()) - 1
        _report(text, at, problems, "cut_document", expected="]} at the end", got="the end of the text", at_end=True)
    else:
        nodes = _document(text, problems)
    places = _places(text, scan.spans)
    if nodes is None:
        return list(_whole(places, problems))
    if len(nodes) != len(places):  # something else than nodes among them
        return [Piece(node, 1, "") for node in nodes]
    return [Piece(node, line, piece) for node, (line, piece) in zip(nodes, places, strict=True)]


def _scan(text: str) -> _Scan:
    spans: list[tuple[int, int]] = []
    misplaced, depth, start, lists = -1, 0, -1, 0
    for match in _SIGN.finditer(text):
        sign = match[0]
        if sign[0] == "{" and len(sign) > 1:  # a whole object
            if misplaced < 0 and _NESTING[depth : depth + 1] != "{":
                misplaced = match.start()
            spans.append(match.span())
            start, lists = -1, 0
        elif sign in {"{", "["}:
            if misplaced < 0 and (depth >= len(_NESTING) or _NESTING[depth] != sign):
                misplaced = match.start()
            depth += 1
            start, lists = (match.start(), 0) if sign == "{" else (-1 if lists else start, lists + 1)
        elif sign in {"}", "]"}:
            depth = max(0, depth - 1)
            lists -= sign == "]"
            if sign == "}" and start >= 0:
                spans.append((start, match.end()))
                start = -1
    return _Scan(spans, misplaced, depth > 0)


def _places(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """Return the line that each object begins in, and its text."""
    places = []
    line, before = 1, 0
    for start, stop in spans:
        line += text.count("\n", before, start)
        before = start
        places.append((line, text[start:stop]))
    return places


def _document(text: str, problems: Problems) -> list[Any] | None:
    """Return the nodes of a whole document; nothing if it is none."""
    try:
        document = _parsed(text)
    except json.JSONDecodeError as error:
        _report(text, error.pos, problems, "not_json", expected="JSON", got=error.msg)
        return None
    values: dict[str, Any] = dict(document) if isinstance(document, tuple) else {}
    keys = sorted(key for key, _ in document) if isinstance(document, tuple) else []
    nodes = values.get("nodes")
    if keys != ["format", "nodes", "version"] or not isinstance(nodes, list):
        expected = f'{{"format": "{FORMAT}", "version": {VERSION}, "nodes": [...]}}'
        _report(text, 0, problems, "bad_document", expected=expected, got="another value or other keys")
        return nodes if isinstance(nodes, list) else None
    for key, wanted in (("format", FORMAT), ("version", VERSION)):
        if type(values[key]) is not type(wanted) or values[key] != wanted:
            _report(text, 0, problems, f"unknown_{key}", expected=f'"{key}": {json.dumps(wanted)}', got="another")
    return nodes


def _whole(places: Sequence[tuple[int, str]], problems: Problems) -> Iterator[Piece]:
    for line, piece in places:
        try:
            yield Piece(_parsed(piece), line, piece)
        except json.JSONDecodeError as error:
            got = f"something else ({error.msg})"
            problems.report("not_json", line=line, text=piece, expected="a node in JSON", got=got, done="left it out")


def _parsed(text: str) -> object:
    return json.loads(text, object_pairs_hook=tuple, parse_int=_number, parse_float=float)


def _number(digits: str) -> int | float:
    """Return an integer; one that no id can be as a float, so that long ones take no time."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")


def _report(
    text: str, at: int, problems: Problems, code: str, *, expected: str, got: str, at_end: bool = False
) -> None:
    line = text.count("\n", 0, max(at, 0)) + 1
    first = text.rfind("\n", 0, max(at, 0)) + 1
    end = text.find("\n", first)
    shown = text[first : end if end >= 0 else len(text)]
    problems.report(code, line=line, text=shown, expected=expected, got=got, done=_TAKEN, at_end=at_end)
