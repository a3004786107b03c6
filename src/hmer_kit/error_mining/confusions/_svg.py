"""What pictures of confusions share."""

from __future__ import annotations

import re
from html import escape
from typing import Final

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold."""

SANS: Final = "DejaVu Sans, Helvetica, Arial, sans-serif"
MONO: Final = "DejaVu Sans Mono, Menlo, Consolas, monospace"
SHADES: Final = ("#f3f6fa", "#dbe7f5", "#bad2ec", "#93b8df", "#6799cd", "#3f79b5", "#235a96", "#0f3d73")
"""From nothing to the commonest; white text reads on the last three."""
DARK: Final = (
    "@media (prefers-color-scheme: dark) {"
    ".hmer-confusions .ground {fill: #141a22}"
    ".hmer-confusions .name, .hmer-confusions .caption {fill: #dce5ef}"
    ".hmer-confusions .h0 {fill: #1e2732}"
    ".hmer-confusions .edge {stroke: #7f93ab}"
    "}"
)
"""What changes for readers who prefer dark pages."""


def clean(text: str, *, most: int = 14) -> str:
    """Return a text that may stand in XML, cut to a length; nothing as an empty set."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return escape(NOT_XML.sub("\ufffd", short)) or "∅"


def document(width: int, height: int, title: str, body: list[str]) -> str:
    """Return a whole SVG document."""
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' class='hmer-confusions' role='img' width='{width}' "
        f"height='{height}' viewBox='0 0 {width} {height}'><title>{clean(title, most=400)}</title>"
        f"<style>{DARK}</style><rect class='ground' width='{width}' height='{height}' fill='#ffffff'/>"
        f"{''.join(body)}</svg>"
    )
