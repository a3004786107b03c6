r"""Profiles: named sets of rules, which a score prints with its number.

- ``exact``: no rule. Only blanks are made the same.
- ``same_ink``: what draws the same symbols at the same places becomes the same. Sizes and spaces do not count:
  ``\left (`` draws a larger ``(``, ``\quad`` a wider gap. Fonts do: ``\mathrm { d }`` is not ``d``. Limits are read as
  the parser reads them, above and below ``\sum`` and ``\lim`` in every style, beside ``\int``.
- ``loose``: what means the same as well, or is the same by hand: dots at any height, functions spelled with letters,
  fonts, wide accents, ``\varepsilon`` for ``\epsilon``, limits above and below or beside.

A rule that is added to a profile later makes a new version of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex.normalization.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["EXACT", "LOOSE", "PROFILES", "SAME_INK", "Profile", "get_profile"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of rules with a name and a version.

    Examples:
        >>> SAME_INK.without("limits").with_rules("dots").signature
        'same_ink/1+dots-limits'
    """

    name: str
    """Name of the profile that it is or was made from; ``rules`` for one that was made from nothing."""
    version: int
    """Version of that profile."""
    rules: frozenset[str]
    """Names of the rules that are on; no order, for none matters."""
    base: frozenset[str]
    """Names of the rules that were on before it was modified."""

    @property
    def signature(self) -> str:
        """Name, version and modifications, for a score to print; equal signatures are equal rules."""
        if self.rules is self.base:  # most profiles
            return f"{self.name}/{self.version}"
        added = "".join(f"+{name}" for name in sorted(self.rules - self.base))
        removed = "".join(f"-{name}" for name in sorted(self.base - self.rules))
        return f"{self.name}/{self.version}{added}{removed}"

    def without(self, *names: str) -> Profile:
        """Return the profile without some rules.

        Raises:
            InputError: A name is that of no rule.

        Examples:
            >>> "spaces" in SAME_INK.without("spaces").rules
            False
        """
        return replace(self, rules=self.rules - _checked(names))

    def with_rules(self, *names: str) -> Profile:
        """Return the profile with further rules.

        Raises:
            InputError: A name is that of no rule.

        Examples:
            >>> "fonts" in SAME_INK.with_rules("fonts").rules
            True
        """
        return replace(self, rules=self.rules | _checked(names))


_LOOSE_ONLY = frozenset(
    {
        "accents",
        "dots",
        "fonts",
        "integrals",
        "limit_placement",
        "names",
        "styles",
        "variants",
    }
)


def _profile(name: str, rules: Iterable[str]) -> Profile:
    names = frozenset(rules)
    return Profile(name, 1, rules=names, base=names)


EXACT: Final = _profile("exact", ())
"""No rule."""
SAME_INK: Final = _profile("same_ink", RULES.keys() - _LOOSE_ONLY)
"""The same symbols at the same places."""
LOOSE: Final = _profile("loose", RULES)
"""The same meaning as well: every rule."""
PROFILES: Final[Mapping[str, Profile]] = MappingProxyType({each.name: each for each in (EXACT, SAME_INK, LOOSE)})
"""Every profile by its name."""


def get_profile(profile: str | Profile = "same_ink", *, rules: Iterable[str] | None = None) -> Profile:
    """Return a profile by its name, or one made of rules.

    Args:
        profile: A name, or a profile, which is returned as it is. It is not looked at where rules are given.
        rules: Names of rules; their order and repetitions do not matter.

    Raises:
        InputError: There is no such profile or rule.

    Examples:
        >>> get_profile("loose") is LOOSE
        True
        >>> get_profile(rules=["primes", "limits"]).signature
        'rules/1+limits+primes'
    """
    if rules is not None:
        if isinstance(rules, str):
            raise InputError(f"expected names of rules in a list, got the str {rules!r}; write [{rules!r}]")
        return Profile("rules", 1, rules=_checked(rules), base=frozenset())
    if isinstance(profile, Profile):
        return profile
    if not isinstance(profile, str) or profile not in PROFILES:
        raise InputError(f"expected a profile out of {', '.join(PROFILES)}, got {profile!r}")
    return PROFILES[profile]


def _checked(names: Iterable[str]) -> frozenset[str]:
    """Return names of rules as a set, after a look at each."""
    wanted = list(names)
    for name in wanted:
        if not isinstance(name, str) or name not in RULES:
            raise InputError(f"expected a rule out of {', '.join(sorted(RULES))}, got {name!r}")
    return frozenset(wanted)
