"""Files that a command writes: whole or not at all, and never over one that is there unless that is asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import argparse

    from PIL import Image


def add_replace(parser: argparse.ArgumentParser) -> None:
    """Add ``--replace``.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_replace(parser)
        >>> parser.parse_args([]).replace
        False
    """
    parser.add_argument("--replace", action="store_true", help="write over an output that is there")


def require_free(path: str, *, replace: bool) -> Path:
    """Return the path of an output; refuse one that is there, unless it is an empty folder or to be replaced.

    Raises:
        DataError: Something is there.

    Examples:
        >>> require_free(".", replace=False)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected an output that is not there yet, found .; give another name or --replace
    """
    from hmer_kit._files import file_path

    target = file_path(path)
    is_free = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not is_free and not replace:
        message = f"expected an output that is not there yet, found {path}; give another name or --replace"
        raise DataError(message, code="output_exists", path=path)
    return target


def write_text(path: str, text: str, *, replace: bool) -> None:
    r"""Write a file of text, a newline at its end.

    Raises:
        DataError: It is there and not to be replaced, or cannot be written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_text(f"{folder}/a.txt", "x", replace=False)
        ...     Path(folder, "a.txt").read_text(encoding="utf-8")
        'x\n'
    """
    from hmer_kit._files import write_atomic

    write_atomic(require_free(path, replace=replace), [text if text.endswith("\n") else f"{text}\n"])


def write_png(path: str | Path, image: Image.Image) -> None:
    """Write a picture as PNG over what is there.

    Raises:
        DataError: It cannot be written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     write_png(f"{folder}/a.png", Image.new("L", (3, 2)))
        ...     with Image.open(f"{folder}/a.png") as image:
        ...         image.size
        (3, 2)
    """
    from hmer_kit._files import draft_of

    data = io.BytesIO()
    image.save(data, format="PNG")
    try:
        with draft_of(Path(path)) as draft:
            draft.write_bytes(data.getvalue())
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise DataError(message, code="unwritable", path=str(path)) from error
