"""What a reading may cost: seconds, which end a generation too, and how much may be sent."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from hmer_kit.exceptions import InputError, PredictorError

__all__ = ["DemoLimits", "TimeLimit"]


@dataclass(frozen=True, slots=True)
class DemoLimits:
    """What the demo takes from whoever looks at its page.

    Raises:
        InputError: A limit is not above 0.

    Examples:
        >>> DemoLimits(max_upload_bytes=1_000_000).max_pixels
        16777216
    """

    max_upload_bytes: int = 8 * 2**20
    """Largest file, and largest request, that is taken: 8 MiB."""
    max_pixels: int = 2**24
    """Largest picture, width × height, that is decoded: 17 million pixels."""
    max_strokes: int = 2000
    """Most strokes of a drawing."""
    max_points: int = 100_000
    """Most points of a drawing."""
    max_waiting: int = 8
    """Most readings that wait for the one under way; who comes then is told that the demo is busy."""

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InputError(f"expected {name} of at least 1, got {value!r}")


class TimeLimit:
    """Seconds for one reading at a time: questions are not asked any more when they are over.

    A model in this process is stopped between two tokens where the limit is its constraint too,
    ``VLMPredictor(model, processor, constraint=limit)``. It keeps the start of the last reading, and no more than one
    reading can go by it at a time.

    Args:
        seconds: Longest reading.

    Raises:
        InputError: ``seconds`` is not above 0.

    Examples:
        >>> limit = TimeLimit(60)
        >>> limit.start()
        >>> 59 < limit.left() <= 60
        True
    """

    __slots__ = ("_until", "seconds")

    def __init__(self, seconds: float) -> None:
        if not 0 < seconds < math.inf:
            raise InputError(f"expected a time limit above 0 seconds, got {seconds}")
        self.seconds = seconds
        self._until = math.inf

    def start(self) -> None:
        """Begin a reading."""
        self._until = time.monotonic() + self.seconds

    def left(self) -> float:
        """Return the seconds that are left; infinite before the first start."""
        return self._until - time.monotonic()

    def check(self) -> None:
        """See to it that there is time left.

        Raises:
            PredictorError: There is none.

        Examples:
            >>> limit = TimeLimit(1e-9)
            >>> limit.start()
            >>> limit.check()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.PredictorError: expected an answer within 1e-09 seconds, and it is not there yet
        """
        if self.left() < 0:
            raise PredictorError(f"expected an answer within {self.seconds:g} seconds, and it is not there yet")

    def processor(self, starts: object, *, form: object) -> Any:  # noqa: ANN401, ARG002 - as hmer_kit.vlm calls it
        """Return itself: what is called with every token of a generation, see ``hmer_kit.vlm.Constraint``."""
        return self

    def __call__(self, input_ids: Any, scores: Any) -> Any:  # noqa: ANN401, ARG002 - tensors; torch stays out of here
        """Check, and leave the scores as they are."""
        self.check()
        return scores

    def __str__(self) -> str:
        return f"TimeLimit({self.seconds:g})"
