r"""A context-free grammar of blank-separated LaTeX, for engines that keep a model's output within one.

Whatever it lets pass, ``parse`` accepts. It is made from the parser's own tables, so the two cannot drift apart, and is
stricter where the parser is generous to predictions:

- one blank stands between tokens; ``\left(``, ``\big(``, ``\begin{matrix}`` and ``\operatorname*`` may be one piece;
- a base has one superscript and one subscript at most, a row one infix command such as ``\over``;
- an argument without braces is a symbol or a command with its arguments, never a space or an environment;
- only listed environments are there, and each is ended by its own name;
- ``%`` and ``#``, which TeX takes for something else, are no symbols; a backslash before a digit is none either.

Any other command is a symbol, as to the parser, unless a vocabulary says which tokens there are. One blank may stand
before the first token, and one after the last: many tokenizers write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.latex.commands import ENVIRONMENTS
from hmer_kit.latex.grammar._gbnf import gbnf_text
from hmer_kit.latex.grammar._lark import lark_text
from hmer_kit.latex.grammar._leading import LEADING
from hmer_kit.latex.grammar._rules import START, latex_rules
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.vocabulary import Vocabulary

if TYPE_CHECKING:
    from hmer_kit.latex.grammar._expressions import Expression

__all__ = ["LatexGrammar", "LeadingText"]

LeadingText: TypeAlias = Literal["none", "line", "tree"]
"""What stands before the LaTeX of an answer: nothing, one line of any text, or a tree in the released text."""

_NAME: Final = re.compile(r"[A-Za-z]+\*?")


@dataclass(frozen=True, slots=True)
class LatexGrammar:
    r"""The grammar, and its text in the two notations that engines read.

    Args:
        vocabulary: Tokens that may be written, or a ``Vocabulary``; any by default. What needs a token that is not
            there cannot be written either: no fraction without ``\frac``, no environment without ``\end``.
        environments: Names of environments that may be written.
        leading: What stands before the LaTeX.

    Raises:
        InputError: A token or a name is none, there is no such leading text, or nothing can be written with these
            tokens.

    Examples:
        >>> grammar = LatexGrammar(["x", "2", "^", "{", "}"], environments=())
        >>> print(grammar.gbnf())  # doctest: +ELLIPSIS
        root ::= " "? (item | scripts) row " "?
        item ::= atom (" " scripts)?
        atom ::= plain
        plain ::= t-symbol | group
        row ::= (" " item)*
        ...
    """

    vocabulary: frozenset[str] | None = None
    """LaTeX tokens that may be written; None for any."""
    environments: tuple[str, ...] = tuple(ENVIRONMENTS)
    """Names of the environments that may be written."""
    leading: LeadingText = "none"
    """What stands before the LaTeX."""

    def __init__(
        self,
        vocabulary: Vocabulary | Iterable[str] | None = None,
        *,
        environments: Iterable[str] = tuple(ENVIRONMENTS),
        leading: LeadingText = "none",
    ) -> None:
        if leading not in get_args(LeadingText):
            raise InputError(f"expected leading as one of {', '.join(get_args(LeadingText))}, got {leading!r}")
        object.__setattr__(self, "vocabulary", None if vocabulary is None else _tokens(vocabulary))
        object.__setattr__(self, "environments", _names(environments))
        object.__setattr__(self, "leading", leading)
        if START not in self._rules():
            raise InputError(f"expected a vocabulary that can write an expression, got {sorted(self.vocabulary or ())}")

    def lark(self) -> str:
        r"""Return the text that llguidance takes, in its variant of the syntax of Lark.

        Examples:
            >>> print(LatexGrammar(["x"]).lark().splitlines()[0])
            start: " "? item row " "?
        """
        return lark_text(self._rules())

    def gbnf(self) -> str:
        r"""Return the text in GBNF, which llama.cpp, xgrammar, vLLM and SGLang take; the first rule is ``root``.

        Examples:
            >>> print(LatexGrammar(["x"]).gbnf().splitlines()[-1])
            t-symbol ::= "x"
        """
        return gbnf_text(self._rules(), start=START)

    def _rules(self) -> dict[str, Expression]:
        return latex_rules(LEADING[self.leading], environments=self.environments, known=self.vocabulary)


def _tokens(vocabulary: Vocabulary | Iterable[str]) -> frozenset[str]:
    """Return the LaTeX tokens that the entries of a vocabulary are made of."""
    if isinstance(vocabulary, str):
        raise InputError(
            f"expected tokens one by one, got the str {vocabulary!r:.60}; write {vocabulary!r:.60}.split()"
        )
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = Vocabulary(list(dict.fromkeys(vocabulary)))
    pieces = {piece for entry in vocabulary.tokens for piece in tokenize(entry)}
    names = {entry for entry in vocabulary.entries if entry[0] == "{" and _NAME.fullmatch(entry[1:-1])}
    return frozenset(pieces | names)


def _names(environments: Iterable[str]) -> tuple[str, ...]:
    if isinstance(environments, str) or not isinstance(environments, Iterable):
        raise InputError(f"expected names of environments in a list, got {environments!r:.60}")
    names = tuple(dict.fromkeys(environments))
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise InputError(f"expected the name of an environment, letters and perhaps a star, got {name!r:.60}")
    return names
