"""How pictures of trees look: data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RELATION_COLOURS", "STYLE", "TEXT_STYLES"]

_MATH = "STIX Two Math, Cambria Math, Latin Modern Math, DejaVu Serif, serif"
_MONO = "DejaVu Sans Mono, Menlo, Consolas, monospace"
_SANS = "DejaVu Sans, Helvetica, Arial, sans-serif"

TEXT_STYLES: Final[Mapping[str, str]] = {
    "letter": f"font-family='{_MATH}' font-size='21' font-style='italic'",
    "glyph": f"font-family='{_MATH}' font-size='21'",
    "word": f"font-family='{_MONO}' font-size='14'",
    "caption": f"class='hmer-caption' font-family='{_MONO}' font-size='9.5' fill='#566274'",
    "sign": f"font-family='{_SANS}'",
}
"""Attributes of the texts."""

RELATION_COLOURS: Final[Mapping[str, str]] = {
    "above": "#2766b0",
    "sup": "#2766b0",
    "below": "#b04a0e",
    "sub": "#b04a0e",
    "inside": "#1b7548",
    "index": "#1b7548",
    "cell": "#7a3fae",
    "row": "#7a3fae",
    "right": "#566274",
}
"""Ground of the sign of a relation; white text on it has a contrast of 5 to 1 at least."""

STYLE: Final = (
    "@media (prefers-color-scheme: dark) {"
    ".hmer-tree .hmer-ground {fill: #141a22}"
    ".hmer-tree .hmer-edges, .hmer-tree .hmer-right {stroke: #77869a}"
    ".hmer-tree .hmer-trays {fill: #1e2732; stroke: #344253}"
    ".hmer-tree .hmer-box {fill: #2a3543; stroke: #5a6b80}"
    ".hmer-tree .hmer-command {fill: #1f3a5f; stroke: #5d8fd0}"
    ".hmer-tree .hmer-texts {fill: #edf2f8}"
    ".hmer-tree .hmer-caption {fill: #a9b7c8}"
    "}"
)
"""What changes for readers who prefer dark pages; the attributes of the elements are for light ones."""
