"""A picture of a match: the boxes of both expressions, green where they match and red where they do not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hmer_kit.latex import normalize
from hmer_kit.visual._checks import check_string
from hmer_kit.visual.layout import BoxLayout
from hmer_kit.visual.matching import match_boxes
from hmer_kit.visual.profiles import get_match_profile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hmer_kit.visual.boxes import GlyphBox, GlyphBoxes

__all__ = ["matched_boxes_svg"]

_MATCHED, _UNMATCHED = "#2a9d4a", "#d62f2f"
_PAD, _CAPTION = 12.0, 18.0
_FONT = "font-family='Helvetica, Arial, sans-serif'"


def matched_boxes_svg(
    prediction: str, reference: str, *, residual_threshold: float = 20.0, backend: GlyphBoxes | None = None
) -> str:
    r"""Draw the boxes of two expressions, the reference below the prediction.

    Args:
        prediction: LaTeX of the prediction; what does not parse is mended first.
        reference: LaTeX of the reference; likewise.
        residual_threshold: In pixels, see ``character_detection_matching``.
        backend: Who draws; ``BoxLayout()`` if None.

    Returns:
        An SVG document: matched boxes green, others red, each with its symbol as text and as title.

    Raises:
        InputError: One of them is no string, or the threshold is out of range.
        RenderError: One of them cannot be drawn.
        MissingExtraError: scipy is not installed.

    Examples:
        >>> svg = matched_boxes_svg("x < 2", "x < 3")
        >>> svg.count("#2a9d4a"), svg.count("#d62f2f"), "&lt;" in svg
        (4, 2, True)
    """
    check_string(prediction, "prediction")
    check_string(reference, "reference")
    profile = get_match_profile(residual_threshold)
    drawer = BoxLayout() if backend is None else backend
    boxes, aims = (drawer.boxes(normalize(latex, on_error="recover").latex) for latex in (prediction, reference))
    pairs = match_boxes(boxes, aims, profile=profile).pairs
    parts: list[str] = []
    width, height = 160.0, _PAD
    for caption, row, matched in (
        ("prediction", boxes, {pair[0] for pair in pairs}),
        ("reference", aims, {pair[1] for pair in pairs}),
    ):
        parts.append(f"<text x='{_PAD:g}' y='{height + 12:g}' font-size='12' {_FONT}>{caption}</text>")
        top = height + _CAPTION
        parts.extend(_drawn(row, matched, top))
        width = max(width, _extent(row, 0) + 2 * _PAD)
        height = top + _extent(row, 1) + _PAD
    size = f"width='{width:.1f}' height='{height:.1f}' viewBox='0 0 {width:.1f} {height:.1f}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{''.join(parts)}</svg>"


def _drawn(boxes: Sequence[GlyphBox], matched: Collection[int], top: float) -> Iterator[str]:
    if not boxes:
        return
    left, high = min(box.left for box in boxes), min(box.top for box in boxes)
    for index, box in enumerate(boxes):
        colour = _MATCHED if index in matched else _UNMATCHED
        x, y = _PAD + box.left - left, top + box.top - high
        width, height = box.right - box.left, box.bottom - box.top
        token = escape(_printable(box.token))
        yield (
            f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='none' stroke='{colour}'>"
            f"<title>{token}</title></rect>"
            f"<text x='{x + width / 2:.1f}' y='{y + height / 2 + 3:.1f}' font-size='9' text-anchor='middle' {_FONT}>"
            f"{token}</text>"
        )


def _extent(boxes: Sequence[GlyphBox], axis: int) -> float:
    edges = [(box.left, box.right) if axis == 0 else (box.top, box.bottom) for box in boxes]
    return max(high for _, high in edges) - min(low for low, _ in edges) if edges else 0.0


def _printable(token: str) -> str:
    """Return a token without what XML refuses."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in token)
