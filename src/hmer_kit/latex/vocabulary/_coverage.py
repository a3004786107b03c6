"""What a vocabulary covers of some expressions: the results of ``Vocabulary.check``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from hmer_kit.exceptions import InputError

__all__ = ["TokenPlace", "UnknownToken", "VocabularyReport"]

_ROWS_SHOWN: Final = 20


class TokenPlace(NamedTuple):
    """Where a token stands.

    Examples:
        >>> TokenPlace("18_em_0", 3).position
        3
    """

    expression: str | int
    """Id of the expression, or its number in the order given, from 0."""
    position: int
    """Number of the token in it, from 0, composites counted as one."""


@dataclass(frozen=True, slots=True)
class UnknownToken:
    r"""A token that a vocabulary lacks.

    Examples:
        >>> from hmer_kit.latex import Vocabulary
        >>> report = Vocabulary(["x", "+"]).check(["x + y", "y"])
        >>> report.unknown[0].places
        (TokenPlace(expression=0, position=2), TokenPlace(expression=1, position=0))
    """

    token: str
    """The token."""
    count: int
    """How often it occurs."""
    expressions: int
    """In how many expressions."""
    places: tuple[TokenPlace, ...]
    """The first places, five at most."""


@dataclass(frozen=True, slots=True)
class VocabularyReport:
    r"""What a vocabulary covers of some expressions.

    Examples:
        >>> from hmer_kit.latex import Vocabulary
        >>> report = Vocabulary(["x", "+"]).check("x + y")
        >>> report.unknown[0].token, report.unknown[0].count, round(report.coverage, 2)
        ('y', 1, 0.67)
    """

    vocabulary: str
    """Name of the vocabulary."""
    expressions: int
    """How many expressions there were."""
    tokens: int
    """How many tokens they have, composites counted as one."""
    known_tokens: int
    """How many of these the vocabulary has."""
    known_expressions: int
    """How many expressions have no unknown token."""
    used: tuple[str, ...]
    """The entries that occur, in the order of the vocabulary."""
    unknown: tuple[UnknownToken, ...]
    """What the vocabulary lacks, the most frequent first, equal counts in the order met."""

    @property
    def coverage(self) -> float:
        """Fraction of the tokens that the vocabulary has; 1.0 where there are none."""
        return self.known_tokens / self.tokens if self.tokens else 1.0

    @property
    def expression_coverage(self) -> float:
        """Fraction of the expressions without an unknown token; 1.0 where there are none."""
        return self.known_expressions / self.expressions if self.expressions else 1.0

    def table(self, *, rows: int = _ROWS_SHOWN) -> str:
        r"""Return the coverage and the most frequent unknown tokens as text.

        Args:
            rows: Most unknown tokens to show; how many more there are is said.

        Returns:
            Lines to print.

        Raises:
            InputError: ``rows`` is no whole number from 0 on.

        Examples:
            >>> from hmer_kit.latex import Vocabulary
            >>> print(Vocabulary(["x"], name="tiny").check(["x = x", "x"]).table())
            tiny: 3 of 4 tokens known (75.00 %), 1 of 2 expressions complete (50.00 %)
            count  expressions  token  first at
                1            1  =      0:1
        """
        if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
            raise InputError(f"expected rows as a whole number from 0 on, got {rows!r:.40}")
        lines = [
            f"{self.vocabulary or 'vocabulary'}: {self.known_tokens} of {self.tokens} tokens known "
            f"({self.coverage:.2%}), {self.known_expressions} of {self.expressions} expressions complete "
            f"({self.expression_coverage:.2%})".replace("%)", " %)")
        ]
        width = max([5, *(len(unknown.token) for unknown in self.unknown[:rows])])
        if self.unknown:
            lines.append(f"count  expressions  {'token':<{width}}  first at")
        for item in self.unknown[:rows]:
            place = item.places[0]
            first = f"{place.expression}:{place.position}"
            lines.append(f"{item.count:>5}  {item.expressions:>11}  {item.token:<{width}}  {first}")
        if len(self.unknown) > rows:
            lines.append(f"... and {len(self.unknown) - rows} more unknown tokens")
        return "\n".join(lines)
