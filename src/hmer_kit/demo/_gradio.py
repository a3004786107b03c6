"""Gradio, imported when a page is built."""

from __future__ import annotations

from typing import Any

from hmer_kit.exceptions import MissingExtraError


def import_gradio() -> Any:  # noqa: ANN401 - the module
    """Return the package.

    Raises:
        MissingExtraError: It is not installed, or too old.
    """
    try:
        import gradio
    except ImportError as error:
        raise MissingExtraError(
            "the demo needs the package gradio, which is not installed; pip install 'hmer_kit[demo]'"
        ) from error
    return gradio
