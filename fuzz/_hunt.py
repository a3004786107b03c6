"""One hunt: claims are held against input after input until the time is up; each way of breaking one is kept once."""

from __future__ import annotations

import os
import re
import signal
import time
import traceback
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _claims import Claim

__all__ = ["Failure", "Hunt", "TooSlowError", "kind_of", "reduced", "tried"]

SECONDS_AN_INPUT = 4.0
"""CPU time that one claim about one input may take, with the fuzzer's own watching."""
REDUCING_SECONDS = 15.0
LINES_SHOWN = 8
PIECES = [re.compile(pattern, re.DOTALL) for pattern in (r"[^\n]*\n|[^\n]+", r"\s*\S+|\s+", r".")]


class TooSlowError(BaseException):
    """An input took too long; no ``Exception``, so that nothing under test catches it."""


class Failure(NamedTuple):
    """How a claim broke."""

    claim: str
    text: str
    """As small as it could be made."""
    error: str
    """The last lines of the traceback."""


class Hunt:
    """Holds claims against inputs, and keeps one failure of each kind.

    Args:
        seconds: How long to go on.
    """

    def __init__(self, *, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.failures: dict[tuple[str, str], Failure] = {}
        self.tried = 0
        signal.signal(signal.SIGVTALRM, _ring)

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.end

    def hold(self, claim: Claim, text: str) -> None:
        """Hold a claim against an input; a new kind of failure is made small and kept."""
        self.tried += 1
        error = tried(claim, text)
        if error is None or (claim.name, kind := kind_of(error)) in self.failures:
            return
        small = reduced(text, lambda smaller: (now := tried(claim, smaller)) is not None and kind_of(now) == kind)
        lines = "".join(traceback.format_exception(tried(claim, small) or error)).rstrip().split("\n")
        self.failures[claim.name, kind] = Failure(claim.name, small, "\n".join(lines[-LINES_SHOWN:]))

    def report(self) -> str:
        """Return what was found, each with what to paste to see it again."""
        lines = [f"{self.tried:,} inputs, {len(self.failures)} ways to break a claim"]
        for failure in self.failures.values():
            call = f"python fuzz/run.py --claim {failure.claim!r} --text {failure.text!r}"
            lines += ["", f"BROKEN: {failure.claim}", f"  text: {failure.text!r}", f"  again: {call}", failure.error]
        return "\n".join(lines)


def tried(claim: Claim, text: str) -> BaseException | None:
    """Return what comes of holding a claim against an input; None if it holds."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_AN_INPUT)
    try:
        claim.check(text)
    except (Exception, TooSlowError) as error:  # noqa: BLE001 - whatever comes out is what we look for
        return error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def reduced(text: str, is_broken: Callable[[str], bool]) -> str:
    """Return a text that breaks in the same way and from which nothing can be left out, as far as time allows.

    Lines are left out first, then words, then characters: half of them, a quarter, and so on.
    """
    end = time.monotonic() + REDUCING_SECONDS
    for pieces_of in PIECES:
        pieces = pieces_of.findall(text)
        size = (len(pieces) + 1) // 2
        while size:
            at = 0
            while at < len(pieces) and time.monotonic() < end:
                fewer = pieces[:at] + pieces[at + size :]
                if is_broken("".join(fewer)):
                    pieces = fewer
                else:
                    at += size
            size //= 2
        text = "".join(pieces)
    return text


def kind_of(error: BaseException) -> str:
    """Return one phrase for all inputs that break a claim alike: what does not hold, or where it was raised."""
    name = type(error).__name__
    if isinstance(error, AssertionError):
        return f"{name}: {error}"
    if isinstance(error, (TooSlowError, RecursionError)):
        return name
    files = [(frame.f_code.co_filename, frame.f_code.co_name) for frame, _ in traceback.walk_tb(error.__traceback__)]
    inner = [place for place in files if f"{os.sep}hmer_kit{os.sep}" in place[0]] or files
    return f"{name} in {inner[-1]}"


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError
