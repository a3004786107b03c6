"""Questions to a server from many threads, which stop asking where the server is gone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import HmerKitError
from hmer_kit.inference.backends._chat import messages_of, read_choices, request_of
from hmer_kit.inference.backends._confidence import answer_of
from hmer_kit.inference.backends._transport import is_fatal, parse_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.inference.backends.server_predictor import ServerPredictor
    from hmer_kit.inference.predictor import Answer, Candidate, Question

_GIVEN_UP_AFTER = 20


class Work:
    """The questions of one call of ``predict``.

    Args:
        predictor: Whose they are.
        client: An ``openai.OpenAI`` that is connected.
        say: Makes a line of an error, without the key.
    """

    def __init__(self, predictor: ServerPredictor, client: Any, *, say: Callable[[Exception], str]) -> None:  # noqa: ANN401
        self.predictor = predictor
        self.client = client
        self.say = say
        self.failed_in_a_row = 0
        self.given_up = ""
        self.lock = threading.Lock()

    def answer(self, question: Question) -> Answer | str:
        """Return the answer to a question, or why there is none."""
        if self.given_up:
            return self.given_up
        try:
            answer = self._ask(question)
        except HmerKitError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - of the client, of its httpx, of what the server wrote
            reason = self.say(error)
            self._count_failure(reason, fatal=is_fatal(error))
            return reason
        with self.lock:
            self.failed_in_a_row = 0
        return answer

    def _ask(self, question: Question) -> Answer:
        """Send as many requests as the candidates take."""
        inference = self.predictor.inference
        messages = messages_of(question, inference=inference)
        candidates: list[Candidate] = []
        while len(candidates) < inference.candidates:
            first = len(candidates)
            count = min(self.predictor.candidates_per_request, inference.candidates - first)
            seed = self.predictor.seed
            body = request_of(
                question, model=self.predictor.model, inference=inference, seed=seed, first=first, count=count
            )
            if self.predictor.scores:
                body["logprobs"] = True
            raw = self.client.chat.completions.with_raw_response.create(
                **body, messages=messages, extra_body=self.predictor.extra_body or None
            )
            candidates += read_choices(parse_object(raw.http_response.text), count=count)
        return answer_of(candidates)

    def _count_failure(self, reason: str, *, fatal: bool) -> None:
        with self.lock:
            self.failed_in_a_row += 1
            if fatal or self.failed_in_a_row >= _GIVEN_UP_AFTER:
                self.given_up = f"not asked any more, after: {reason}"
