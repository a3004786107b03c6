r"""Strategies of hypothesis that all tests share: ``from strategies import EXPRESSIONS``.

- ``EXPRESSIONS``: blank-separated LaTeX that parses. Every command, environment, delimiter and space of the tables
  comes up, with braces and without, infix commands, primes, limits, text, matrices; one in eight is deep.
- ``ORDINARY``: the same without depth and without what hardly anybody writes; shorter, and quicker to make.
- ``HEAPS``: tokens thrown together, parseable or not. ``DAMAGED``: an expression that was truncated, or in which
  tokens were dropped, doubled, swapped or put in. ``TEXTS``: any text at all.
- ``COMMANDS_SEEN``: what commands the strategies know, for a test that none is forgotten.

Every one gives tokens with single blanks between them: ``latex.split() == tokenize(latex)`` for the first two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from hmer_kit.latex import Relation, tokenize
from hmer_kit.latex.commands import (
    COMMANDS,
    DELIMITER_SIZES,
    DELIMITERS,
    DIMENSION_COMMANDS,
    ENVIRONMENTS,
    INFIX_COMMANDS,
    LIMIT_CONTROLS,
    LIMIT_OPERATORS,
    ROW_BREAKS,
    SCRIPT_SIGNS,
    SPACES,
    Environment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.latex.commands import Argument

__all__ = [
    "COMMANDS_SEEN",
    "DAMAGED",
    "EXPRESSIONS",
    "HEAPS",
    "ORDINARY",
    "TEXTS",
    "TOKENS",
    "expressions",
    "ordinary",
    "tight",
]

ROW_BREAK = "\\\\"

EXAMPLES = (
    r"a x ^ { 2 } + b x + c = 0",
    r"x = \frac { - b \pm \sqrt { b ^ { 2 } - 4 a c } } { 2 a }",
    r"\sum _ { i = 1 } ^ { n } i = \frac { n ( n + 1 ) } { 2 }",
    r"\lim \limits _ { x \rightarrow 0 } \frac { \sin x } { x } = 1",
    r"\int _ { 0 } ^ { \infty } e ^ { - x ^ { 2 } } d x",
    r"f ' ( x ) = \left ( \sqrt [ 3 ] { x } \right ) ' ",
    r"\left \{ \begin {matrix} x + y = 1 \\ x - y = 0 \end {matrix} \right .",
    r"\overline { A B } \perp \overrightarrow { C D } , \angle A = 9 0 ^ { \circ }",
    r"\left . \frac { d y } { d x } \right | _ { x = 0 }",
    r"{ n \choose k } = { n ! \over k ! ( n - k ) ! }",
    r"\left [ 0 , 1 \right ) \cup ] a , b [",
    r"A \xrightarrow [ \Delta ] { H _ { 2 } O } B \underset { n } { \longrightarrow } C",
    r"\mathrm { R e } z \in \mathbb R ^ { n \times m } \quad \text { i f } z ^ * = z",
    r"\begin {array} { l | c r } 1 & 2 & 3 \\ \hline a & b & c \\ \end {array}",
    r"\phi _ { i _ { j _ { k } } } ^ { a ^ { b ^ { c } } }",
    r"p \int \limits _ { a } ^ { b } \! \! \! f \, d \mu \ldots",
)
"""Ordinary expressions, made up."""

LETTERS = [*"abcdefgnxyzABCXYZ0123456789"]
SIGNS = [*'+-=<>()[]|/!,.:;*?"@#%', "\\{", "\\}", "\\|", "\\#", "\\%", "\\&", "\\_", "\\$"]
WORDS = [
    f"\\{name}"
    for name in (  # noqa: SIM905 - a list would be forty lines
        "alpha beta Gamma pi theta infty partial pm times cdot div leq geq neq le ge in notin to rightarrow ldots "
        "cdots sin cos log exp ln int iint oint prime circ angle perp forall exists nabla mathbbm unknown lbrack not"
    ).split()
]
_SYMBOLS = [*LETTERS, *LETTERS, *SIGNS, *WORDS, *sorted(LIMIT_OPERATORS), "é", "∫", "漢"]
_BARE = [*LETTERS, "+", "*", "'", *WORDS[:20]]
_BARE_COMMANDS = [r"\frac 1 2", r"\sqrt 3", r"\hat x", r"\mathrm d", r"\sqrt [ n ] { x }", r"\text { a }"]
_LENGTHS = [" ".join(length) for length in ("2pt", "-.5em", "10mu", "+1.25cm")]
_TEXTS = [" ".join(tokenize(text)) for text in ("if", "and x", "red", "a_b", "it's", "x & y", "", "A{b}c", "f^2")]
_RAW = [" ".join(tokenize(raw)) for raw in ("", "red", "2pt", "-1em", "(", "0", "#ff0000", "a{b}c")]
_COLUMNS = ["{ c c }", "{ l | r }", "{ 2 }", "{ | c @ { \\, } c | }"]
_BREAKS = ["\\\\", "\\\\", "\\\\", "\\\\ [ 2 p t ]", *sorted(ROW_BREAKS)]
_CONTROLS = ["", "", "", "", *LIMIT_CONTROLS]
_SIGNS = ["_", "^", "_", "^", "_", "^", *SCRIPT_SIGNS]
_PRIMES = ["'", "' '", "^ '", "^ { ' }"]
_ODD = ["'", "' x", "_ 1", "^ { 2 }", "\\limits", "\\\\", "\\\\ [ 3 p t ]", "{ }", "[ 2 p t ]", *sorted(SPACES)]
_COMMON = ["\\frac", "\\sqrt", "\\hat", "\\overline", "\\overset", "\\mathrm", "\\text", "\\substack"]
_SIZES, _DELIMITERS, _KERNS = sorted(DELIMITER_SIZES), sorted(DELIMITERS), sorted(DIMENSION_COMMANDS)
_INFIX = sorted(INFIX_COMMANDS)
_MARKED = {"$", "\\("} | {name for name in COMMANDS if any(each.until for each in COMMANDS[name].arguments)}
_COMMANDS = sorted(COMMANDS.keys() - _MARKED)
_OPTIONS = ["[ t ]", "[ l ]", "[ 2 p t ]", "[ - 1 e m ]"]
_NAMES = [*ENVIRONMENTS, "matrix", "cases", "equation*", "foo"]
COMMANDS_SEEN = frozenset({*COMMANDS, *INFIX_COMMANDS, *SPACES})


class _Hand:
    """Writes one expression by chance, with so many nodes at most."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], *, nodes: int) -> None:
        self.draw = draw
        self.left = nodes

    def one(self, choices: Sequence[str]) -> str:
        return self.draw(st.sampled_from(choices))

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def body(self) -> str:
        """What may stand in braces, in a cell, in a fence or alone: a row, rarely with an infix command."""
        if not self.chance(12):
            return self.row()
        return " ".join(f"{self.row(least=0)} {self.one(_INFIX)} {self.row(least=0)}".split())

    def row(self, *, least: int = 1) -> str:
        wanted = self.draw(st.integers(least, 4 if self.left > 0 else 1))
        return " ".join([self.node() for _ in range(wanted)])

    def node(self) -> str:
        self.left -= 1
        if self.left <= 0 or self.chance(3):
            return self.one(_SYMBOLS)
        return self.draw(st.sampled_from(_WAYS))(self)

    def symbol(self) -> str:
        return self.one(_SYMBOLS)

    def odd(self) -> str:
        return self.one(_ODD)

    def example(self) -> str:
        return " ".join(self.one(EXAMPLES).split())

    def big(self) -> str:
        return f"{self.one(_SIZES)} {self.one(_DELIMITERS)}"

    def kern(self) -> str:
        return f"{self.one(_KERNS)} {self.one(_LENGTHS)}"

    def group(self) -> str:
        return f"{{ {self.body()} }}"

    def argument(self) -> str:
        way = self.draw(st.integers(0, 9))
        return {0: "{ }", 1: self.one(_BARE), 2: self.one(_BARE_COMMANDS)}.get(way) or self.group()

    def scripts(self) -> str:
        scripts = [
            self.one(_PRIMES)
            if self.chance(4)
            else f"{self.one(_CONTROLS)} {self.one(_SIGNS)} {self.argument()}".lstrip()
            for _ in range(self.draw(st.integers(1, 3)))
        ]
        return " ".join([self.node(), *scripts])

    def fences(self) -> str:
        middle = ["\\middle", self.one(_DELIMITERS), self.row()] if self.chance(5) else []
        opener, closer = self.one(_DELIMITERS), self.one(_DELIMITERS)
        return " ".join(["\\left", opener, self.body(), *middle, "\\right", closer])

    def command(self) -> str:
        name = self.one(_COMMON) if self.chance(3) else self.one(_COMMANDS)
        command = COMMANDS[name]
        parts = [name]
        if command.star and self.chance(3):
            parts.append("*")
        if command.option and self.chance(3):
            parts.append(self.one(_OPTIONS))
        parts += [f"{{ {self.one(_RAW)} }}" for _ in range(command.raw)]
        arguments = [self.written(argument) for argument in command.arguments]
        if command.star and "*" not in parts and arguments[:1] == ["*"]:
            arguments[0] = "{ * }"  # without braces it is the star of the command
        return " ".join(" ".join([*parts, *arguments]).split())

    def written(self, argument: Argument) -> str:
        if argument.text:
            return self.text()
        if argument.relation is Relation.CELL:
            return f"{{ {' '.join([self.body(), *[f'{ROW_BREAK} {self.body()}' for _ in range(2)]])} }}"
        if not argument.optional:
            return self.argument()
        row = self.body() if self.chance(2) else ""
        return f"[ {{ {row} }} ]" if "]" in row.split() else f"[ {row} ]" if row else ""

    def text(self) -> str:
        if self.chance(3):
            return self.one(_BARE)
        opener, closer = ("$", "$") if self.chance(2) else ("\\(", "\\)")
        mathematics = f"{opener} {self.body()} {closer}" if self.chance(3) else ""
        return " ".join(f"{{ {self.one(_TEXTS)} {mathematics} {self.one(_TEXTS)} }}".split())

    def marked(self) -> str:
        if self.chance(2):
            return f"\\root {self.one(LETTERS)} {self.row()} \\of {self.argument()}"
        return f"\\buildrel {self.one(LETTERS)} {self.row()} \\over {self.argument()}"

    def environment(self) -> str:
        name = self.one(_NAMES)
        known = ENVIRONMENTS.get(name, Environment())
        parts = ["\\begin", f"{{{name}}}"]
        if known.option:
            parts.append(self.one(["", "[ t ]", "[ r ]"]))
        parts += [self.one(_COLUMNS) for _ in range(known.raw)]
        for number in range(self.draw(st.integers(1, 3))):
            parts += [self.one(_BREAKS)] if number else []
            cells = [self.body() if self.chance(2) else self.one(LETTERS) for _ in range(self.draw(st.integers(1, 3)))]
            parts.append(" & ".join(cells))
        parts.append(self.one(["", "", "\\\\", "\\\\ \\hline"]))
        return " ".join([*" ".join(parts).split(), "\\end", f"{{{name}}}"])


_WAYS = [
    *(_Hand.command, _Hand.command, _Hand.command, _Hand.scripts, _Hand.scripts, _Hand.scripts, _Hand.fences),
    *(_Hand.group, _Hand.environment, _Hand.environment, _Hand.example, _Hand.odd, _Hand.big, _Hand.kern, _Hand.marked),
]


@st.composite
def expressions(draw: Callable[[st.SearchStrategy[Any]], Any], *, nodes: int = 16) -> str:
    """LaTeX that parses, of about so many nodes."""
    return _Hand(draw, nodes=draw(st.integers(1, nodes))).body()


class _OrdinaryHand(_Hand):
    """Writes what people write."""

    def node(self) -> str:
        self.left -= 1
        if self.left <= 0 or self.chance(2):
            return self.one(_ORDINARY_SYMBOLS)
        form = self.one(_FORMS)
        return " ".join([self.row() if piece == "..." else piece for piece in form.split()])

    def body(self) -> str:
        return self.row()


_ORDINARY_SYMBOLS = [*LETTERS, *LETTERS, *"+-=()|,", *WORDS[:32], "\\sum", "\\lim"]
_FORMS = [
    *(r"\frac { ... } { ... }", r"\binom { ... } { ... }", r"\sqrt { ... }", r"\sqrt [ 3 ] { ... }", "{ ... }"),
    *(r"\overline { ... }", r"\hat x", r"\mathrm { d }", "x ^ { ... }", "x _ { ... }", "a ^ 2", "b _ i", "f '"),
    *("x _ { ... } ^ { ... }", "x ^ { ... } _ { ... }", r"\sum _ { ... } ^ { n }", r"\int \limits _ 0 ^ { ... }"),
    *(r"\left ( ... \right )", r"\left [ ... \right ] ^ { 2 }", r"\lim _ { ... }", ") ^ { ... }", r"\prod _ { ... }"),
    r"\begin {matrix} ... & ... \\ ... & 0 \end {matrix}",
    r"\left \{ \begin {array} { l } ... \\ ... \end {array} \right .",
]


@st.composite
def ordinary(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """LaTeX that parses, as people write it."""
    return _OrdinaryHand(draw, nodes=draw(st.integers(1, 20))).body()


_WRAPPERS = st.sampled_from(
    [
        ("{", "}"),
        ("\\sqrt {", "}"),
        ("\\frac { 1 } {", "}"),
        ("\\frac {", "} 2"),
        ("x ^ {", "}"),
        ("x _ { 0 } ^ {", "}"),
        ("\\left (", "\\right ."),
        ("\\sqrt [ {", "} ] x"),
        ("\\begin {matrix} 1 &", "\\end {matrix}"),
        ("\\begin {array} { c }", "\\\\ \\end {array}"),
        ("\\hat \\sqrt {", "}"),
        ("x ^ \\sqrt {", "}"),
        ("{ 1 \\over", "}"),
        ("\\substack {", "\\\\ 1 }"),
        ("\\sum \\limits _ {", "} ^ n"),
    ]
)


def _wrap(latex: str, wrappers: list[tuple[str, str]], times: int) -> str:
    """Put an expression into wrappers, the outermost first, so many times over."""
    before = " ".join(opener for opener, _ in wrappers)
    after = " ".join(closer for _, closer in reversed(wrappers) if closer)
    return " ".join(f"{f'{before} ' * times}{{ {latex} }}{f' {after}' * times}".split())


_DEEP = st.builds(_wrap, expressions(nodes=8), st.lists(_WRAPPERS, min_size=1, max_size=4), st.integers(1, 60))

EXPRESSIONS = st.integers(0, 7).flatmap(lambda number: expressions() if number else _DEEP)
"""LaTeX that parses."""
ORDINARY = ordinary()
"""LaTeX that parses, as people write it."""

TOKENS = st.one_of(
    st.sampled_from([*"x1a+{}[]{}[]^_^_'&~*().|$pt", "\\left", "\\right", "\\begin", "\\end", "{matrix}", "\\\\"]),
    st.sampled_from(
        [
            *(
                *COMMANDS,
                *INFIX_COMMANDS,
                *LIMIT_CONTROLS,
                *_SIZES,
                *sorted(ROW_BREAKS),
                *SCRIPT_SIGNS,
                *sorted(SPACES),
            ),
            *(*_KERNS, *[f"{{{name}}}" for name in ENVIRONMENTS], "\\middle", "\\(", "\\]", "\\{", "é"),
        ]
    ),
    st.sampled_from(_SYMBOLS),
)
HEAPS = st.lists(TOKENS, max_size=25).map(" ".join)
"""Tokens thrown together."""


def _damage(latex: str, edits: list[tuple[str, int, str]]) -> str:
    tokens = latex.split()
    for edit, place, token in edits:
        at = place % (len(tokens) + 1)
        if edit == "truncate":
            del tokens[at:]
        elif edit == "behead":
            del tokens[:at]
        elif edit == "drop":
            del tokens[at : at + 1]
        elif edit == "double":
            tokens[at:at] = tokens[at : at + 1]
        elif edit == "swap":
            tokens[at : at + 2] = reversed(tokens[at : at + 2])
        else:
            tokens.insert(at, token)
    return " ".join(tokens)


_EDITS = st.tuples(
    st.sampled_from(["drop", "drop", "double", "swap", "insert", "truncate", "behead"]), st.integers(0, 2000), TOKENS
)
DAMAGED = st.builds(_damage, EXPRESSIONS | ORDINARY, st.lists(_EDITS, min_size=1, max_size=4))
"""Expressions with tokens missing, too many, or at the wrong place."""

TEXTS = st.text(max_size=60) | st.text(alphabet="\\{}[]^_&'$ ab1\n\t", max_size=60)
"""Any text."""


def tight(latex: str) -> str:
    """Join tokens without blanks but where TeX needs one: after a control word before a letter, after a lone ``\\``."""
    joined: list[str] = []
    before = ""
    for token in tokenize(latex):
        if before == "\\" or (before[:1] == "\\" and before[-1:].isalpha() and token[:1].isalpha()):
            joined.append(" ")
        joined.append(token)
        before = token
    return "".join(joined)
