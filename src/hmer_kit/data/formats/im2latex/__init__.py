"""Im2LaTeX: lists of formulas and their splits, processed forms and tables."""

from __future__ import annotations

from hmer_kit.data.formats.im2latex.im2latex import iter_im2latex, read_im2latex

__all__ = [
    "iter_im2latex",
    "read_im2latex",
]
