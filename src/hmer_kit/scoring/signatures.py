"""What a number is printed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit import __version__

if TYPE_CHECKING:
    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = ["signature_of"]


def signature_of(protocol: ScoringProtocol, *, n: int, missing: int = 0, selection: str = "all") -> str:
    """Return what a number is printed with.

    Args:
        protocol: What counted as an error.
        n: Number of samples.
        missing: How many of them have no prediction.
        selection: Which samples of the set they are.

    Examples:
        >>> from hmer_kit.scoring import get_protocol
        >>> signature_of(get_protocol("label_graph"), n=986, missing=1)  # doctest: +ELLIPSIS
        'label_graph/1|unit:labels of symbols and relations|n:986|missing:1|v:...'
    """
    absent = f"|missing:{missing}" if missing else ""
    selected = "" if selection == "all" else f"|samples:{selection}"
    return f"{protocol.signature}|unit:{protocol.unit}|n:{n}{absent}{selected}|v:{__version__}"
