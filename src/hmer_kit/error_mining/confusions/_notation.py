r"""Notation told from ink: which edits are gone once both sides are written the same way.

A model that writes ``\rightarrow`` where the reference has ``\to`` read the ink right. Both sides are normalized and
aligned again; a pair of the sample of which no edit is left was notation. A token may have changed its own spelling on
the way (``'`` to ``\prime``), so an edit is looked for under the names that the profile gives to its tokens.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from hmer_kit.alignment import EditOp, TokenKind, align, token_kinds
from hmer_kit.latex import normalize, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hmer_kit.alignment import Cost
    from hmer_kit.latex import Profile

_MOST_NAMES: Final = 10_000
_PLACES: Final = frozenset({"_", "^", "&", "\\\\"})

_Pair: TypeAlias = tuple[str, str]


class Separator:
    """Tells the notation of samples from their ink."""

    def __init__(self, profile: Profile, *, cost: Cost) -> None:
        self._profile = profile
        self._cost: Cost = cost
        self._spellings: dict[str, frozenset[str]] = {}

    def notation(self, prediction: Sequence[str], reference: Sequence[str], raw: Collection[_Pair]) -> set[_Pair]:
        """Return those of the pairs of a sample of which no edit is left in normal form.

        Args:
            prediction: Tokens of the prediction.
            reference: Tokens of the reference.
            raw: What is edited between them.
        """
        sides = [self._normal(tokens) for tokens in (prediction, reference)]
        if sides == [prediction, reference]:
            return set()
        left = {
            (edit.reference or "", edit.prediction or "")
            for edit in align(*sides, cost=self._cost)
            if edit.op is not EditOp.EQUAL
        }
        return set(raw) - self._ink(raw, left)

    def _normal(self, tokens: Sequence[str]) -> list[str]:
        return tokenize(normalize(" ".join(tokens), profile=self._profile, on_error="recover").latex)

    def _ink(self, raw: Collection[_Pair], left: set[_Pair]) -> set[_Pair]:
        """Return the pairs that are left, under whatever name, then those of which one symbol or relation is left."""
        known = {pair: left.intersection(product(*map(self._names, pair))) for pair in raw}
        ink = {pair for pair, found in known.items() if found}
        # The new spelling may have led to another alignment of the same symbols.
        rest = left.difference(*known.values())
        references, predictions = ({pair[side] for pair in rest if _is_placed(pair[side])} for side in (0, 1))
        for pair in set(raw) - ink:
            reference, prediction = map(self._names, pair)
            if not (references.isdisjoint(reference) and predictions.isdisjoint(prediction)):
                ink.add(pair)
        return ink

    def _names(self, token: str) -> frozenset[str]:
        """Return a token and the symbols that the profile writes for it."""
        if not is_symbol(token):
            return frozenset({token})
        if token not in self._spellings:
            if len(self._spellings) >= _MOST_NAMES:
                self._spellings.clear()
            self._spellings[token] = frozenset({token, *filter(is_symbol, self._normal([token]))})
        return self._spellings[token]


def _is_placed(token: str) -> bool:
    """Whether a token has ink or says where ink stands: braces, fonts and the like do neither."""
    return is_symbol(token) or token in _PLACES


def is_symbol(token: str) -> bool:
    """Whether a token by itself has ink; nothing has none, nor has the name of an environment."""
    is_name = token.startswith("{") and token.endswith("}")
    return bool(token) and not is_name and token_kinds([token])[0] is TokenKind.SYMBOL
