"""Uploaded files, and no others: what a request names as its file must lie in the folder of uploads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hmer_kit.exceptions import DataError


def only_uploads(component: Any) -> Any:  # noqa: ANN401 - a component of Gradio
    """Let a component take files that were uploaded alone; return it.

    Before an event Gradio copies the files that a request names to its cache, from any path or address. Whether they
    were uploaded it looks at in ``Blocks.launch`` only, not in applications that a page is mounted on.
    """
    move, move_later = component.move_resource_to_block_cache, component.async_move_resource_to_block_cache

    def checked(path: str | Path | None) -> Any:  # noqa: ANN401
        _require_below(path, component.GRADIO_CACHE)
        return move(path)

    async def checked_later(path: str | Path | None) -> Any:  # noqa: ANN401
        _require_below(path, component.GRADIO_CACHE)
        return await move_later(path)

    component.move_resource_to_block_cache = checked
    component.async_move_resource_to_block_cache = checked_later
    return component


def _require_below(path: str | Path | None, folder: str) -> None:
    if path is not None and not Path(path).resolve().is_relative_to(Path(folder).resolve()):
        raise DataError(f"expected an uploaded file, got {str(path)[:200]!r}", code="not_uploaded")
