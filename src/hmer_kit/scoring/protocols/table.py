"""The protocols of the field by name, and how to make one from a normalization profile."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.latex import LOOSE, SAME_INK, get_profile, tokenize
from hmer_kit.scoring.protocols import _units
from hmer_kit.scoring.protocols.protocol import ScoringProtocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hmer_kit.latex import Profile

__all__ = ["PROTOCOLS", "get_protocol", "normalized_protocol"]


def _of_tokens(
    name: str, definition: str, source: str, *, read: Callable[[str], list[str]], rules: str = ""
) -> ScoringProtocol:
    return ScoringProtocol(
        name=name,
        version=1,
        definition=definition,
        source=source,
        unit="token edits",
        read=read,
        errors=_units.token_edits,
        sizes=_units.token_sizes,
        rules=rules,
    )


def _normalized(profile: Profile, definition: str) -> ScoringProtocol:
    read = partial(_units.normal_tokens, profile=profile)
    source = f"hmer_kit.latex.normalization, profile {profile.signature}"
    return _of_tokens(profile.name, definition, source, read=read, rules=profile.signature)


_ALL = (
    _of_tokens(
        "released",
        "Tokens between blanks are equal; an empty prediction passes <= 3 of a reference of 3 tokens.",
        "Uni-MuMER's evaluation script (arXiv 2505.23566); TAMER, ICAL and CAN count alike",
        read=str.split,
    ),
    _of_tokens(
        "exact",
        "LaTeX tokens are equal, however the string is spaced: x^2 is x ^ 2, and not x ^ { 2 }.",
        "hmer_kit.latex.tokenize",
        read=tokenize,
    ),
    _normalized(SAME_INK, "Tokens are equal after both were rewritten to one spelling for what draws the same."),
    _normalized(LOOSE, "Tokens are equal after both were rewritten to one spelling for what means the same."),
    ScoringProtocol(
        name="label_graph",
        version=1,
        definition="Symbols and relations are equal; a wrong label is 1 error, a symbol that one side lacks 2.",
        source="LgEval (Mouchere et al., CROHME), as CoMER's evaluation runs it; symbols are named by their paths",
        unit="labels of symbols and relations",
        read=tokenize,
        errors=_units.graph_errors,
        sizes=_units.graph_sizes,
    ),
    ScoringProtocol(
        name="characters",
        version=1,
        definition="Characters are equal, blanks left out.",
        source="character error rate as jiwer and torchmetrics define it, on strings without blanks",
        unit="character edits",
        read=tokenize,
        errors=_units.character_edits,
        sizes=_units.character_sizes,
    ),
)

PROTOCOLS: Final[Mapping[str, ScoringProtocol]] = MappingProxyType({each.name: each for each in _ALL})
"""Every protocol by its name."""


def get_protocol(protocol: str | ScoringProtocol = "released") -> ScoringProtocol:
    """Return a protocol by its name.

    Args:
        protocol: A name, or a protocol, which is returned as it is.

    Raises:
        InputError: There is no such protocol.

    Examples:
        >>> get_protocol("label_graph").unit
        'labels of symbols and relations'
    """
    if isinstance(protocol, ScoringProtocol):
        return protocol
    if not isinstance(protocol, str) or protocol not in PROTOCOLS:
        raise InputError(f"expected a protocol out of {', '.join(PROTOCOLS)}, got {protocol!r}")
    return PROTOCOLS[protocol]


def normalized_protocol(profile: str | Profile) -> ScoringProtocol:
    r"""Return a protocol that compares tokens after both strings were normalized.

    A string that does not parse is compared by the tokens that stand there, so that nothing malformed equals anything
    but itself.

    Args:
        profile: Name of a normalization profile, or a profile of your own.

    Raises:
        InputError: There is no such profile.

    Examples:
        >>> from hmer_kit.latex import SAME_INK
        >>> from hmer_kit.scoring import score
        >>> protocol = normalized_protocol(SAME_INK.with_rules("dots"))
        >>> protocol.signature, score([r"a , \cdots"], [r"a , \ldots"], protocol=protocol).expression_rate()
        ('same_ink/1(same_ink/1+dots)', 1.0)
    """
    chosen = get_profile(profile)
    return _normalized(chosen, f"Tokens are equal after normalization with {chosen.signature}.")
