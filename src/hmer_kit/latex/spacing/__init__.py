"""Blanks that people like to read, and blanks that models are trained on; the tokens stay."""

from hmer_kit.latex.spacing.readable import spaced, tidy

__all__ = ["spaced", "tidy"]
