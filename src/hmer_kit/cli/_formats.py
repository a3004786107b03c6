"""The options that say what a data set is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format`` and ``--style``.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_format(parser)
        >>> parser.parse_args(["--format", "inkml"])
        Namespace(format='inkml', style=None)
    """
    from hmer_kit.data._known_formats import PUBLISHED_STYLE, RECORD_FORMATS
    from hmer_kit.ink import STYLES

    group = parser.add_argument_group("format")
    group.add_argument(
        "--format",
        choices=RECORD_FORMATS,
        metavar="NAME",
        help=f"format of the data, where it is not told from names and first bytes: {', '.join(RECORD_FORMATS)}",
    )
    group.add_argument(
        "--style",
        choices=tuple(STYLES),
        metavar="NAME",
        help=f"how ink without a picture is drawn: {', '.join(STYLES)}; by default {PUBLISHED_STYLE}",
    )
