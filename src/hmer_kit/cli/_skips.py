"""What was left out, on standard error: counted, the first ones named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli._text import say
from hmer_kit.data import ReadResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import Skip

SKIPS_NAMED = 20


def name_skips(skipped: Sequence[Skip], *, read: int, where: str) -> None:
    """Say how many were read and left out and why, and name the first twenty; nothing if none was left out.

    Examples:
        >>> import contextlib, io
        >>> from hmer_kit.data import Skip
        >>> with contextlib.redirect_stderr(io.StringIO()) as text:
        ...     name_skips([Skip("row 3", "no id")], read=7, where="a.json")
        >>> print(text.getvalue(), end="")
        hmer-kit: a.json: 7 read, 1 skipped (1 × no id)
        hmer-kit:   row 3: no id
    """
    if not skipped:
        return
    say(f"{where}: {ReadResult[object](list(range(read)), list(skipped)).summary()}")
    for skip in skipped[:SKIPS_NAMED]:
        say(f"  {skip}")
    if len(skipped) > SKIPS_NAMED:
        say(f"  and {len(skipped) - SKIPS_NAMED} more")
