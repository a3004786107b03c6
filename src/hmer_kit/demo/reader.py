"""One reading at a time, each within its time, whatever the predictor does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hmer_kit.demo._choices import DEMO_TASKS
from hmer_kit.demo.limits import TimeLimit
from hmer_kit.demo.picture_reading import read_picture
from hmer_kit.exceptions import HmerKitError, PredictorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource
    from hmer_kit.demo.reading import DemoReading
    from hmer_kit.inference import Predictor

__all__ = ["DemoReader"]

_GRACE = 2.0
"""Seconds after the limit in which what was read by then may still come."""


class DemoReader:
    """Read pictures, one at a time.

    Each reading has a thread of its own. A predictor that looks at the limit, as a model in this process whose
    constraint it is, ends soon after it; one that does not is left alone with its thread, and until that ends other
    readings are refused.

    Args:
        predictor: Who answers.
        tasks: What is asked, of ``DEMO_TASKS``.
        limit: Time for a reading; a minute by default.

    Examples:
        >>> from PIL import Image
        >>> from hmer_kit.inference import Answer
        >>> class Parrot:
        ...     def predict(self, questions):
        ...         return [Answer("x") for _ in questions]
        >>> DemoReader(Parrot(), tasks=["vanilla"]).read(Image.new("L", (30, 20))).latex
        'x'
    """

    def __init__(
        self, predictor: Predictor, *, tasks: Sequence[str] = DEMO_TASKS, limit: TimeLimit | None = None
    ) -> None:
        self.predictor = predictor
        self.tasks = tuple(tasks)
        self.limit = TimeLimit(60.0) if limit is None else limit
        self._under_way = threading.Lock()

    def read(self, picture: ImageSource | Image.Image) -> DemoReading:
        """Read a picture.

        Args:
            picture: A picture, or where it comes from.

        Raises:
            DataError: The picture is missing, broken or too large.
            PredictorError: There is no answer in time, the one before has not ended, or the predictor fails.
        """
        if not self._under_way.acquire(blocking=False):
            raise PredictorError("expected the reading before to have ended, it has not; try again in a while")
        found: list[DemoReading | Exception] = []
        thread = threading.Thread(target=self._work, args=(picture, found), name="hmer-kit demo", daemon=True)
        thread.start()
        thread.join(self.limit.seconds + _GRACE)
        if not found:
            raise PredictorError(f"expected an answer within {self.limit.seconds:g} seconds, and it is not there yet")
        if isinstance(found[0], HmerKitError):
            raise found[0]
        if isinstance(found[0], Exception):
            raise PredictorError(f"the reading failed with {type(found[0]).__name__}: {found[0]}") from found[0]
        return found[0]

    def _work(self, picture: ImageSource | Image.Image, found: list[DemoReading | Exception]) -> None:
        try:
            result: DemoReading | Exception = read_picture(picture, self.predictor, tasks=self.tasks, limit=self.limit)
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
            result = error
        # Free before it is told: who reads the result may ask again at once.
        self._under_way.release()
        found.append(result)
