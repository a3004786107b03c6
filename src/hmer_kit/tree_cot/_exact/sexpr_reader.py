"""S-expressions, whole or damaged, to an expression."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from hmer_kit.latex.kinds import Relation
from hmer_kit.tree_cot._exact.build import build_exact
from hmer_kit.tree_cot._exact.exact import ExactRow
from hmer_kit.tree_cot._exact.sexpr_text import CLOSE, COLON, OPEN, START_OF_TREE, UNCLOSED, Word, words_of
from hmer_kit.tree_cot._rows.rows import EMPTY, START, Row
from hmer_kit.tree_cot._rows.text import nearest

if TYPE_CHECKING:
    from hmer_kit.tree_cot._exact.exact import Tokens
    from hmer_kit.tree_cot._rows.problems import Problems

__all__ = ["RELATIONS", "ROW", "read_sexpr"]

ROW: Final = "row"
RELATIONS: Final = (*(relation.value for relation in Relation if relation is not Relation.RIGHT), ROW)
_ROW_BREAK: Final = "\\\\"
_SYMBOL = re.compile(r"\S+")
_LONGER = re.compile(r"\\[A-Za-z]*|\{")
_NOWHERE: Final = -2
_STRAY: Final = MappingProxyType(
    {
        UNCLOSED: ("unclosed_quote", "a quote at the end of it"),
        COLON: ("stray_colon", "a name before ':', tokens behind"),
    }
)
_SIGNS: Final = frozenset({OPEN, CLOSE, *_STRAY})


def read_sexpr(text: str, problems: Problems) -> str:
    """Return the LaTeX of a text.

    Args:
        text: The text, whole or damaged.
        problems: Takes what is wrong.
    """
    start = START_OF_TREE.search(text)
    reader = _Reader(problems)
    first = start.start() if start else text.find(OPEN)
    if text.strip() and (start is None or text[:first].strip()):
        done = "left out what stands before" if start else "began at the first parenthesis"
        word = Word("", (), text.count("\n", 0, max(first, 0)) + 1, text[:first].strip() or text.strip())
        reader.report("no_tree", word, "'(tree' at the beginning", "something else", done)
    for word in words_of(text, start.end() if start else first) if first >= 0 else ():
        if reader.is_done:
            reader.report("text_after_end", word, "nothing after the tree", "more", "left out the rest")
            break
        reader.read(word)
    if start and not reader.is_done:
        last = Word("", (), text.count("\n") + 1, text[-40:])
        reader.report("unclosed", last, "')' for every '('", "the end of the text", "closed all", at_end=True)
    latex = build_exact(reader.rows, problems)
    if not latex:
        expected, done = "'(tree' with at least one symbol", "gave an empty expression"
        problems.report("empty", line=1, text="", expected=expected, got="none", done=done)
    return latex


class _List:
    """A list of nodes that is being read.

    Args:
        owner: The row that owns it; ``START`` for the tree.
        relation: Its relation to that.
        word: The word that it began with.
    """

    __slots__ = ("close", "last", "open", "owner", "relation", "row_break", "word")

    def __init__(self, owner: int, relation: Relation, word: Word) -> None:
        self.owner = owner
        self.relation = relation
        self.word = word
        self.row_break = ""
        self.open: Tokens = None
        self.close: Tokens = None
        self.last = _NOWHERE  # the row of the last node in it


_Frame: TypeAlias = "_List | int"
"""A list, or the row of a node between whose parentheses the text stands."""


class _Reader:
    """Reads one tree, word by word.

    Args:
        problems: Takes what is wrong.
    """

    def __init__(self, problems: Problems) -> None:
        self.rows: list[ExactRow] = []
        self.is_done = False
        self._problems = problems
        self._stack: list[tuple[_Frame, _List]] = []  # each with the innermost list
        self._expects = False  # a name after a parenthesis
        tree = _List(START, Relation.INSIDE, Word("", (), 1, ""))
        self._stack.append((tree, tree))

    def read(self, word: Word) -> None:
        """Read one word or parenthesis."""
        name = word.name
        if name in _SIGNS and not word.is_quoted:
            self._sign(word, name)
            return
        frame, nodes = self._stack[-1]
        if not self._expects:
            if isinstance(frame, int):
                self.report("misplaced_symbol", word, "'(' and a relation", "a symbol", "put it on the right")
            self._symbol(word, nodes)
        else:
            self._expects = False
            self._stack.append(self._named(word, frame, nodes))

    def report(self, code: str, word: Word, expected: str, got: str, done: str, *, at_end: bool = False) -> None:
        """Report a problem at a word."""
        line, text = word.line, word.text
        self._problems.report(code, line=line, text=text, expected=expected, got=got, done=done, at_end=at_end)

    def _sign(self, word: Word, name: str) -> None:
        if name in _STRAY:
            code, expected = _STRAY[name]
            self.report(code, word, expected, "none", "left it out", at_end=word.is_last)
        elif name == OPEN and not self._expects:
            self._expects = True
        else:
            self._parenthesis(word)

    def _parenthesis(self, word: Word) -> None:
        frame, nodes = self._stack[-1]
        if self._expects:
            expected = "a relation" if isinstance(frame, int) else "a symbol"
            self.report("missing_name", word, f"{expected} after '('", f"'{word.name}'", "went on without")
            self._stack.append((nodes, nodes))
        self._expects = word.name == OPEN
        if word.name == CLOSE:
            self._stack.pop()
            self.is_done = not self._stack
            if isinstance(frame, _List) and frame.last == _NOWHERE and frame.owner != START:
                self._add(EMPTY, None, frame, frame.word)

    def _named(self, word: Word, frame: _Frame, nodes: _List) -> tuple[_Frame, _List]:
        """Return what begins with a name."""
        if not isinstance(frame, int):
            return self._symbol(word, nodes), nodes
        relation = word.name
        if relation not in RELATIONS and word.is_last:
            self.report("cut_relation", word, "the rest of it", "the end of the text", "left it out", at_end=True)
            return nodes, nodes
        if relation not in RELATIONS:
            relation = nearest(relation, RELATIONS)
            done = f"read it as {relation}" if relation else "read it as symbols on the right"
            self.report("unknown_relation", word, f"a relation ({', '.join(RELATIONS)})", f"({word.text[:40]})", done)
            if not relation:
                self._symbol(word, nodes)
                return nodes, nodes
        opened = _List(frame, Relation.CELL if relation == ROW else Relation(relation), word)
        if len(word.parts) == 2:
            opened.open, opened.close = (tuple(part.split()) for part in word.parts)
        elif word.parts:
            self.report("bad_tokens", word, "tokens before and after, or none", "others", "left them out")
        if relation == ROW:
            opened.row_break = "".join(opened.open or (_ROW_BREAK,))
        return opened, opened

    def _symbol(self, word: Word, nodes: _List) -> int:
        """Add a symbol to a list; return its row."""
        name, parts = word.name, word.parts
        if not _SYMBOL.fullmatch(name):
            self.report("bad_symbol", word, "a symbol without blanks", "another name", "left the blanks out")
            name = "".join(name.split()) or "{}"
        if word.is_last and _LONGER.fullmatch(name):
            self.report("cut_symbol", word, "the rest of it", "the end of the text", "left it out", at_end=True)
            return nodes.last
        if len(parts) > 1:
            self.report("bad_tokens", word, "the tokens of the symbol once", "more", "left out the others")
        return self._add(name, tuple(parts[0].split()) if parts else None, nodes, word)

    def _add(self, label: str, head: Tokens, nodes: _List, word: Word) -> int:
        at = len(self.rows)
        if nodes.last == _NOWHERE:
            row = Row(label, nodes.owner, nodes.relation, nodes.row_break, word.line, word.text)
            self.rows.append(ExactRow(row, head, nodes.open, nodes.close))
        else:
            self.rows.append(ExactRow(Row(label, nodes.last, Relation.RIGHT, "", word.line, word.text), head))
        nodes.last = at
        return at
