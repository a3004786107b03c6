"""The sampler behind a grammar: it spends a number of symbols on the parts of an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from hmer_kit.ink.synthetic.grammar import Grammar

__all__: list[str] = []

_T = TypeVar("_T")
_DRAWS = 64

ROOT_INDICES = ("3", "4", "n")
LOG_BASES = ("2", "3", "a", "b")
POWER = "2"
COUNTERS = ("i", "k", "n", "j")
FIRST_TERMS = ("0", "1")
LAST_TERMS = ("n", "N", r"\infty", "m")
INTEGRANDS = ("x", "x", "t", "y", r"\theta")
LOWER_BOUNDS = ("0", "a", "1")
UPPER_BOUNDS = ("1", "b", r"\pi", r"\infty")
APPROACHING = ("x", "n", "h", "t")
GOALS = ("0", r"\infty", "a", "1")
SIGNS = ("+", "-")


def fixed_symbols(grammar: Grammar) -> frozenset[str]:
    """Return what the constructs of a grammar bring along, whatever its letters and digits are."""
    brought: tuple[tuple[float, tuple[str, ...]], ...] = (
        (1.0, ("-",)),
        (grammar.scripts, SIGNS),
        (grammar.decimals, (".",)),
        (grammar.fractions, (r"\frac",)),
        (grammar.roots, (r"\sqrt", *ROOT_INDICES)),
        (grammar.called, (POWER, *(LOG_BASES if r"\log" in grammar.functions else ()))),
        (grammar.summed, (*COUNTERS, "=", *FIRST_TERMS, *LAST_TERMS)),
        (grammar.integrated, ("d", *INTEGRANDS, *LOWER_BOUNDS, *UPPER_BOUNDS)),
        (grammar.limited, (*APPROACHING, r"\rightarrow", *GOALS)),
    )
    return frozenset(symbol for share, symbols in brought if share for symbol in symbols)


class Sampler:
    """Spends budgets: every method is given the number of symbols that it must write, and writes just as many.

    The depth of the calls is bounded by the grammar's ``max_depth``.
    """

    def __init__(self, grammar: Grammar, rng: np.random.Generator) -> None:
        self.grammar = grammar
        self.rng = rng
        self._pool: list[float] = []

    def draw(self) -> float:
        """Return a number from [0, 1)."""
        if not self._pool:
            self._pool = self.rng.random(_DRAWS).tolist()
        return self._pool.pop()

    def pick(self, options: Sequence[_T]) -> _T:
        """Return one of the options."""
        return options[int(self.draw() * len(options))]

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.draw() * (high - low + 1))

    def expression(self, most: int) -> str:
        """Write an expression of 1 to ``most`` symbols."""
        budget = self.between(1, most)
        depth = self.grammar.max_depth
        if budget >= 3 and self.draw() < 0.45:
            left = self.between(1, max(1, min(budget - 2, 1 + budget // 2)))
            tokens = self.row(left, depth)
            tokens += [self.pick(self.grammar.relations), *self.row(budget - 1 - left, depth)]
        else:
            tokens = self.row(budget, depth)
        return " ".join(tokens)

    def row(self, budget: int, depth: int) -> list[str]:
        """Write terms with operators between them."""
        tokens: list[str] = []
        if budget >= 2 and self.draw() < 0.06:
            tokens.append("-")
            budget -= 1
        while True:
            spent = budget if budget < 3 else self.between(1, budget)
            if budget - spent == 1:
                spent = budget
            tokens += self.term(spent, depth)
            budget -= spent
            if not budget:
                return tokens
            tokens.append(self.pick(self.grammar.operators))
            budget -= 1

    def term(self, budget: int, depth: int) -> list[str]:
        """Write one term: a construct, if the budget allows one, or atoms side by side."""
        grammar = self.grammar
        if depth:
            draw = self.draw()
            for share, least, write in (
                (grammar.fractions, 3, self.fraction),
                (grammar.roots, 2, self.root),
                (grammar.fenced, 3, self.fenced),
                (grammar.called, 2, self.function),
                (grammar.summed, 2, self.big),
                (grammar.integrated, 4, self.integral),
                (grammar.limited, 5, self.limit),
            ):
                if budget < least:
                    continue
                if draw < share:
                    return write(budget, depth)
                draw -= share
        return self.atoms(budget, depth)

    def fraction(self, budget: int, depth: int) -> list[str]:
        above = self.between(1, budget - 2)
        return [r"\frac", "{", *self.row(above, depth - 1), "}", "{", *self.row(budget - 1 - above, depth - 1), "}"]

    def root(self, budget: int, depth: int) -> list[str]:
        if budget >= 3 and self.draw() < 0.12:
            return [r"\sqrt", "[", self.pick(ROOT_INDICES), "]", "{", *self.row(budget - 2, depth - 1), "}"]
        return [r"\sqrt", "{", *self.row(budget - 1, depth - 1), "}"]

    def fenced(self, budget: int, depth: int) -> list[str]:
        opener, closer = self.pick(self.grammar.fences)
        if budget >= 5 and self.draw() < 0.25:
            return [opener, *self.row(budget - 3, depth - 1), closer, "^", "{", self.pick(self.grammar.digits), "}"]
        if budget >= 5 and self.grammar.separators and self.draw() < 0.2:
            pair = [*self.row(1, 0), self.pick(self.grammar.separators), *self.row(budget - 4, depth - 1)]
            return [opener, *pair, closer]
        if budget >= 4 and opener == "(" and self.draw() < 0.3:
            return [self.pick(self.grammar.letters), opener, *self.row(budget - 3, depth - 1), closer]
        return [opener, *self.row(budget - 2, depth - 1), closer]

    def function(self, budget: int, depth: int) -> list[str]:
        name = self.pick(self.grammar.functions)
        if name == r"\log" and budget >= 3 and self.draw() < 0.4:
            return [name, "_", "{", self.pick(LOG_BASES), "}", *self.atoms(budget - 2, 0)]
        if name != r"\log" and budget >= 3 and self.draw() < 0.25:
            return [name, "^", "{", POWER, "}", *self.atoms(budget - 2, 0)]
        if budget >= 4 and ("(", ")") in self.grammar.fences and self.draw() < 0.5:
            return [name, "(", *self.row(budget - 3, depth - 1), ")"]
        return [name, *self.atoms(budget - 1, depth)]

    def big(self, budget: int, depth: int) -> list[str]:
        name = self.pick(self.grammar.big_operators)
        if budget >= 6 and self.draw() < 0.7:
            below = [self.pick(COUNTERS), "=", self.pick(FIRST_TERMS)]
            if self.draw() < 0.8:
                above = self.pick(LAST_TERMS)
                return [name, "_", "{", *below, "}", "^", "{", above, "}", *self.atoms(budget - 5, depth)]
            return [name, "_", "{", *below, "}", *self.atoms(budget - 4, depth)]
        if budget >= 3 and self.draw() < 0.4:
            return [name, "_", "{", self.pick(COUNTERS[:3]), "}", *self.atoms(budget - 2, depth)]
        return [name, *self.atoms(budget - 1, depth)]

    def integral(self, budget: int, depth: int) -> list[str]:
        name = self.pick(self.grammar.integrals)
        variable = self.pick(INTEGRANDS)
        if budget >= 6 and self.draw() < 0.6:
            low, high = self.pick(LOWER_BOUNDS), self.pick(UPPER_BOUNDS)
            return [name, "_", "{", low, "}", "^", "{", high, "}", *self.row(budget - 5, depth - 1), "d", variable]
        return [name, *self.row(budget - 3, depth - 1), "d", variable]

    def limit(self, budget: int, depth: int) -> list[str]:
        name, variable = self.pick(self.grammar.limits), self.pick(APPROACHING)
        goal = self.pick(GOALS)
        return [name, "_", "{", variable, r"\rightarrow", goal, "}", *self.row(budget - 4, depth - 1)]

    def atoms(self, budget: int, depth: int) -> list[str]:
        """Write numbers and letters side by side, ``2 a b ^ { 2 }``; a long run is parted by operators."""
        tokens: list[str] = []
        while True:
            if self.draw() < (0.55 if budget > 1 else 0.4):
                length = min(budget, self.pick((1, 1, 1, 2, 2, 3)))
                tokens += self.number(length)
                budget -= length
            for _ in range(self.pick((1, 1, 2, 2, 3))):
                if budget:
                    used, written = self.atom(budget, depth)
                    tokens += written
                    budget -= used
            if not budget:
                return tokens
            if budget >= 2:
                tokens.append(self.pick(self.grammar.operators))
                budget -= 1

    def number(self, length: int) -> list[str]:
        digits = [self.pick(self.grammar.digits) for _ in range(length)]
        if length >= 3 and self.draw() < self.grammar.decimals * 3:
            digits[1] = "."
        elif length > 1 and digits[0] == "0":
            digits[0] = self.pick(self.grammar.digits[1:] or self.grammar.digits)
        return digits

    def atom(self, budget: int, depth: int) -> tuple[int, list[str]]:
        """Write a letter, perhaps with scripts or a suffix, and say how many symbols that took."""
        grammar = self.grammar
        if grammar.constants and self.draw() < 0.05:
            return 1, [self.pick(grammar.constants)]
        letter = self.pick(grammar.letters)
        if budget >= 2 and grammar.suffixes and self.draw() < 0.06:
            suffix = self.pick(grammar.suffixes)
            return 2, [letter, "^", "{", suffix, "}"] if suffix == r"\prime" else [letter, suffix]
        if budget < 2 or not depth or self.draw() >= grammar.scripts:
            return 1, [letter]
        if budget >= 3 and self.draw() < 0.15:
            return 3, [letter, "_", "{", *self.script(1), "}", "^", "{", *self.script(1), "}"]
        length = min(budget - 1, self.pick((1, 1, 1, 1, 2, 3)))
        return 1 + length, [letter, self.pick("^^_"), "{", *self.script(length), "}"]

    def script(self, length: int) -> list[str]:
        if length == 1:
            return [self.pick(self.grammar.digits if self.draw() < 0.6 else self.grammar.letters)]
        if length == 3:
            return [self.pick(self.grammar.letters), self.pick(SIGNS), self.pick(self.grammar.digits)]
        return [self.pick(self.grammar.digits[1:] or self.grammar.digits), self.pick(self.grammar.letters)]
