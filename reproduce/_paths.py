"""Where the data, the recorded figures and the page are."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT.parent / "shared" / "data"
"""Public data beside the checkout; what needs it says so where it is absent."""
PAGE = ROOT / "docs" / "reproduce.md"
