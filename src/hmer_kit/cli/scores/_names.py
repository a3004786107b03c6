"""Options that take names with commas between them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def names_of(known: Iterable[str], what: str) -> Callable[[str], list[str]]:
    """Return a reader of names with commas between them; ``all`` is all of them.

    Examples:
        >>> names_of(["loose", "exact"], "protocol")("exact,loose,exact")
        ['exact', 'loose']
    """
    every = list(known)

    def read(text: str) -> list[str]:
        if text == "all":
            return every
        names = list(dict.fromkeys(name.strip() for name in text.split(",")))
        for name in names:
            if name not in every:
                error = InputError(f"expected a {what} out of {', '.join(every)}, or all, got {name!r}")
                raise argparse.ArgumentTypeError(str(error))
        return names

    return read
