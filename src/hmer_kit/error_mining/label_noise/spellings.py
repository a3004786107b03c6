r"""One thing written in two ways within one set of references.

A model cannot know which way a reference takes: ``\int \limits _ { 0 }`` here and ``\int _ { 0 }`` there cost it a
point at random. This is counted over the whole set, since no single reference is wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining._checks import require_count, require_items
from hmer_kit.exceptions import InputError
from hmer_kit.latex import SYMBOL_ALIASES, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["MixedNotation", "mixed_notation"]

_LIMITS: Final = "\\limits"
_SCRIPTS: Final = frozenset({"^", "_"})
_SAME: Final = {form: forms[0] for forms in SYMBOL_ALIASES for form in forms if " " not in form}


@dataclass(frozen=True, slots=True)
class MixedNotation:
    r"""Two or more ways to write one thing.

    Examples:
        >>> mixed_notation([r"a \le b", r"a \leq b", r"b \leq a"])[0].forms
        {'\\leq': 2, '\\le': 1}
    """

    forms: Mapping[str, int]
    """How many references write it in each way, the commonest first."""
    examples: Mapping[str, tuple[str, ...]]
    """Ids of the first of them."""

    @property
    def against(self) -> int:
        """How many references do not follow the commonest form."""
        return sum(self.forms.values()) - max(self.forms.values())


def mixed_notation(
    target: Sequence[str], *, ids: Sequence[str] | None = None, max_examples: int = 5
) -> list[MixedNotation]:
    r"""Find symbols with several commands, and operators whose scripts stand with ``\limits`` and without.

    Args:
        target: References.
        ids: Names of the samples; their numbers from 0 by default.
        max_examples: Most ids to keep for each form.

    Returns:
        What is mixed, most references against the commonest form first.

    Raises:
        InputError: Something is no list of strings, or the lengths differ.

    Examples:
        >>> references = [r"\int \limits _ { 0 } x", r"\int _ { 0 } x", r"\int _ { 1 } y"]
        >>> for mixed in mixed_notation(references, ids=["a", "b", "c"]):
        ...     print(dict(mixed.forms), mixed.examples[r"\int \limits"])
        {'\\int': 2, '\\int \\limits': 1} ('a',)
    """
    require_items(target, str, "give references as a list of strings")
    require_count(max_examples, "max_examples")
    names = [str(at) for at in range(len(target))] if ids is None else ids
    require_items(names, str, "give ids as a list of strings")
    if len(names) != len(target):
        raise InputError(f"expected one id for each of {len(target)} references, got {len(names)}")
    found: dict[str, dict[str, list[str]]] = {}
    for name, reference in zip(names, target, strict=True):
        for thing, form in dict.fromkeys(_forms(tokenize(reference))):
            found.setdefault(thing, {}).setdefault(form, []).append(name)
    mixed = [_mixed(forms, max_examples) for forms in found.values() if len(forms) > 1]
    return sorted(mixed, key=lambda item: -item.against)


def _forms(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what can be written in several ways, and the way in which it is."""
    for token in tokens:
        if token in _SAME:
            yield f"symbol {_SAME[token]}", token
    for token, after in pairwise(tokens):
        if after == _LIMITS:
            yield f"limits {token}", f"{token} {_LIMITS}"
        elif after in _SCRIPTS:
            yield f"limits {token}", token


def _mixed(forms: Mapping[str, Sequence[str]], max_examples: int) -> MixedNotation:
    counts = Counter({form: len(names) for form, names in forms.items()}).most_common()
    return MixedNotation(dict(counts), {form: tuple(forms[form][:max_examples]) for form, _ in counts})
