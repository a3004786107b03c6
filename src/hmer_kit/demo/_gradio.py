"""Gradio, imported when a page is built."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from hmer_kit.exceptions import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


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


def in_a_loop(make: Callable[[], _T]) -> _T:
    """Return what is made, inside of an event loop that is closed again.

    Outside of any, Gradio makes a loop for each of its locks, lets it be that of the thread, and closes none of them.
    """

    async def making() -> _T:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(making())
        finally:
            loop.close()
    return make()
