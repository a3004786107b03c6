"""Composable components for Handwritten Mathematical Expression Recognition (HMER)."""

__version__ = "0.1.0"
