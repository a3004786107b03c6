r"""Algebra terms to a formula.

Products without a sign bind closer than ``\cdot`` and take part in the argument of a function without parentheses:
``\sin 2 x`` is ``\sin ( 2 x )``. What people read in two ways is refused: ``a / b c``, ``\sin x / 2``,
``\sin ( x ) ^ 2``, ``2 \frac { 1 } { 2 }``, ``| a | b | c |``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.algebra._formula import (
    CLOSERS,
    FUNCTIONS,
    LOG_BASE,
    MOST_DEPTH,
    MOST_STEPS,
    OPERATORS,
    RELATIONS,
    Formula,
    Step,
)
from hmer_kit.latex.algebra._terms import Term, refuse, terms_of
from hmer_kit.latex.algebra._yard import ADD, FUNCTION, GROUP_STEPS, JUXTAPOSE, MULTIPLY, NEGATE, Pending, Yard
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import NoReturn

__all__ = ["read_formula", "readings"]

_CALLABLE = frozenset("fghFGH")


def readings(latex: str) -> tuple[Formula, Formula | None]:
    """Return what an expression means if names before parentheses are functions, and if they are factors.

    Returns:
        Both, the same where no name stands before parentheses; None for factors before a list of arguments.

    Raises:
        LatexError: It does not parse, or the code is ``not_algebra``.
    """
    function = read_formula(latex)
    try:
        return function, read_formula(latex, functions=False)
    except LatexError:
        return function, None


def read_formula(latex: str, *, functions: bool = True) -> Formula:
    """Read one expression.

    Args:
        latex: The expression.
        functions: Whether a name that stands before parentheses only is a function; else it is a factor.

    Raises:
        LatexError: It does not parse, or the code is ``not_algebra``.
    """
    return _Reader(latex, terms_of(parse(latex), latex), functions=functions).run()


class _Reader:
    def __init__(self, latex: str, terms: list[Term], *, functions: bool) -> None:
        self.latex = latex
        self.terms = terms
        self.functions = functions
        self.numbers = {term.value for term, after in pairwise(terms) if term.kind == "name" and after.value != "("}
        self.at = 0
        self.left: tuple[Step, ...] = ()
        self.relation = ""
        self.yard = Yard(terms[-1])
        self.wants_operand = True
        self.exponent_of: Term | None = None

    def run(self) -> Formula:
        while self.at < len(self.terms):
            term = self.terms[self.at]
            self.at += 1
            _HANDLERS[term.kind](self, term)
            if len(self.yard.steps) > MOST_STEPS or len(self.yard.pending) > MOST_DEPTH:
                self.refuse(term, f"more than {MOST_STEPS} steps, or {MOST_DEPTH} one within the other, are not read")
        if self.relation:
            return Formula(self.left, self.relation, tuple(self.yard.steps))
        return Formula(tuple(self.yard.steps))

    def refuse(self, term: Term, why: str) -> NoReturn:
        refuse(term.node, self.latex, why=why)

    @property
    def last(self) -> Term | None:
        """The term before the present one."""
        return self.terms[self.at - 2] if self.at > 1 else None

    def next_is(self, *brackets: str) -> bool:
        following = self.terms[self.at]
        return following.kind == "open" and following.value in brackets

    def operand(self, term: Term) -> None:
        """Read a number or a name."""
        is_function = self.functions and term.kind == "name" and term.value not in self.numbers
        if is_function and self.next_is("("):
            self.begin(term)
            self.at += 1
            self.yard.pending.append(Pending("call", term, steps=(["apply", term.value, 1],)))
            return
        self.begin(term)
        self.yard.steps.append(["pi"] if term.kind == "pi" else [term.kind, term.value])
        self.wants_operand = False

    def begin(self, term: Term) -> None:
        """Make sure that an operand may start here: after another one, it is a factor."""
        if not self.wants_operand:
            self.check_juxtaposed(term)
            tight = term.kind != "function" and term.value != "base"
            self.yard.operate("multiply", term, level=JUXTAPOSE if tight else MULTIPLY)
        self.wants_operand = True

    def check_juxtaposed(self, term: Term) -> None:
        last = self.last
        if last is None:
            return
        if any(item.kind == "divide" for item in self.yard.operators()):
            self.refuse(term, "it may stand under the fraction or beside it; write \\frac or parentheses")
        if last.kind == "number" and (term.kind == "number" or _is_numeric_fraction(term)):
            self.refuse(term, "two numbers side by side are no product")
        if self.yard.function_waits() and term.kind != "function" and term.value != "base":
            closed = last.kind == "close" and last.value != "power"
            if closed or term.value in CLOSERS:
                self.refuse(term, "it may belong to the argument of the function or not; write parentheses")
        of = self.exponent_of
        if last.value == "power" and term.value == "(" and of and of.kind == "name" and of.value[0] in _CALLABLE:
            self.refuse(term, "it may be a power of a function")

    def operator(self, term: Term) -> None:
        kind = OPERATORS[term.value]
        if self.wants_operand:
            self.sign(term, kind)
            return
        if kind == "divide" and self.yard.function_waits():
            self.refuse(term, "it may divide the argument of the function or its value; write \\frac or parentheses")
        self.yard.operate(kind, term, level=ADD if kind in {"add", "subtract"} else MULTIPLY)
        self.wants_operand = True

    def sign(self, term: Term, kind: str) -> None:
        if kind not in {"add", "subtract"} or self.yard.pending[-1].kind in {"divide", "function"}:
            self.refuse(term, "an operand is missing before it")
        if kind == "subtract":
            self.yard.operate("negate", term, level=NEGATE)

    def compare(self, term: Term) -> None:
        """Read the sign of a relation."""
        self.require_operand(term)
        if self.yard.reduce().kind != "input":
            self.refuse(term, "a relation stands within something else")
        if self.relation:
            self.refuse(term, "it is a chain of relations")
        self.left, self.yard.steps = tuple(self.yard.steps), []
        self.relation = RELATIONS[term.value]
        self.wants_operand = True

    def require_operand(self, term: Term) -> None:
        if self.wants_operand:
            self.refuse(term, "an operand is missing before it")

    def factorial(self, term: Term) -> None:
        self.require_operand(term)
        if self.yard.function_waits() or (self.last and (self.last.kind == "factorial" or self.last.value == "power")):
            self.refuse(term, "it is not clear what the factorial is taken of")
        self.yard.steps.append(["factorial"])

    def comma(self, term: Term) -> None:
        self.require_operand(term)
        group = self.yard.reduce()
        if group.kind != "call" or group.steps[0][0] != "apply":
            self.refuse(term, "a list is no number")
        group.commas += 1
        self.wants_operand = True

    def separator(self, term: Term) -> None:
        self.require_operand(term)
        if self.yard.reduce().term.node is not term.node:
            self.refuse(self.yard.pending[-1].term, "it is not closed")
        self.wants_operand = True

    def function(self, term: Term) -> None:
        if not (self.last and self.last.value == "base" and self.last.node is term.node):
            self.begin(term)
            if term.value == LOG_BASE:
                self.yard.steps.append(["name", LOG_BASE])
        steps: tuple[Step, ...] = (["log"] if term.value == LOG_BASE else ["call", FUNCTIONS[term.value]],)
        if term.power > 1:
            steps += (["number", str(term.power)], ["power"])
        if self.next_is("(", "["):
            self.at += 1
            self.yard.pending.append(Pending("call", self.terms[self.at - 1], steps=steps))
        else:
            self.yard.pending.append(Pending("function", term, level=FUNCTION, steps=steps))

    def open(self, term: Term) -> None:
        before = self.last
        if term.value == "power":
            self.require_operand(term)
        else:
            self.begin(term)
        steps = tuple(GROUP_STEPS.get(term.value, ()))
        self.yard.pending.append(Pending(term.value, term, steps=steps, before=before))
        self.wants_operand = True

    def close(self, term: Term) -> None:
        self.require_operand(term)
        group = self.yard.reduce()
        if not _matches(group, term):
            self.refuse(term, "the brackets do not pair")
        self.yard.finish(group)
        if group.kind == "call" and group.steps[0][0] != "apply" and self.next_is("power"):
            self.refuse(term, "the exponent may belong to the argument of the function or to its value")
        self.wants_operand = group.kind == "base"
        self.exponent_of = group.before

    def bar(self, term: Term) -> None:
        """Read one side of an absolute value."""
        around = self.yard.group()
        if term.value == "right" or (not term.value and not self.wants_operand and around.kind == "bar"):
            self.close_bar(term)
            return
        if not self.wants_operand and not term.value and around.bars:
            self.refuse(term, "it is not clear which bars pair")
        self.begin(term)
        self.yard.pending.append(Pending("bar", term, steps=tuple(GROUP_STEPS["bar"])))

    def close_bar(self, term: Term) -> None:
        self.require_operand(term)
        group = self.yard.reduce()
        if group.kind != "bar" or (group.term.value == "left") != (term.value == "right"):
            self.refuse(term, "the bars do not pair")
        self.yard.finish(group)
        self.yard.group().bars += 1
        self.exponent_of = None
        self.wants_operand = False

    def end(self, term: Term) -> None:
        self.require_operand(term)
        if self.yard.reduce().kind != "input":
            self.refuse(self.yard.pending[-1].term, "it is not closed")


def _matches(group: Pending, term: Term) -> bool:
    if term.value in CLOSERS.values():
        opened = "(" if group.steps and group.steps[0][0] == "apply" else group.term.value
        return CLOSERS.get(opened) == term.value
    return group.kind == term.value and group.term.node is term.node


def _is_numeric_fraction(term: Term) -> bool:
    """Whether the term starts a fraction of numbers, as in a mixed number."""
    if term.value != "frac":
        return False
    rows = (term.node.row(Relation.ABOVE), term.node.row(Relation.BELOW))
    return all(node.symbol.isdecimal() for row in rows for node in row)


_HANDLERS: Mapping[str, Callable[[_Reader, Term], None]] = {
    "number": _Reader.operand,
    "name": _Reader.operand,
    "pi": _Reader.operand,
    "function": _Reader.function,
    "operator": _Reader.operator,
    "relation": _Reader.compare,
    "factorial": _Reader.factorial,
    "comma": _Reader.comma,
    "separator": _Reader.separator,
    "bar": _Reader.bar,
    "open": _Reader.open,
    "close": _Reader.close,
    "end": _Reader.end,
}
