"""The table of contents: the parts that the page has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLES: Final = {
    "scores": "Scores",
    "protocols": "Protocols",
    "comparison": "Comparison",
    "curve": "Learning curve",
    "breakdowns": "Breakdown",
    "confusions": "Confusions",
    "counting": "Symbol counts",
    "runaways": "Runaways",
    "suspects": "References",
    "samples": "Samples",
    "settings": "Settings",
}
_LEAST: Final = 5
"""A page of fewer parts is seen through without a table of contents."""


def contents(parts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return anchor and title of each part that is there; none where they are few.

    Args:
        parts: Parts by their anchors; one that is empty is not on the page.

    Examples:
        >>> contents({"scores": 1})
        []
        >>> contents(dict.fromkeys(["scores", "curve", "runaways", "samples", "settings"], 1))[:2]
        [('scores', 'Scores'), ('curve', 'Learning curve')]
    """
    found = [(anchor, title) for anchor, title in _TITLES.items() if parts.get(anchor)]
    return found if len(found) >= _LEAST else []
