"""A server that speaks OpenAI's chat protocol as a predictor: vLLM, SGLang, llama.cpp, ``transformers serve``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference.backends._transport import Line
from hmer_kit.inference.backends._work import Work
from hmer_kit.tasks import InferenceSettings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.inference.predictor import Answer, Question

__all__ = ["ServerPredictor"]

_NAMED = 10


class ServerPredictor:
    """Answer by a server that speaks OpenAI's protocol, many questions at a time.

    Every picture goes as a PNG at the size of the picture budget, with prompt, order and turns of the
    ``InferenceSettings`` that lie beside the weights. A try that the server refuses for the moment (408, 409, 429,
    5xx), that times out or whose connection breaks is repeated, after half a second, then twice as long each time up to
    eight seconds, less a random part of up to a quarter; a ``Retry-After`` of up to two minutes is kept to. What still
    fails is named at the end, and the answers to all other questions stand in the error, so nothing is lost. After 20
    failures in a row, or where key or model are refused, the rest is not asked.

    Scores are those that the server gives; some leave out the end of the response. The confidence is made of them as in
    ``VLMPredictor``. A response that was cut and ends in a loop has ``finish="loop"``; a server cannot be stopped
    earlier than by ``max_new_tokens``.

    Args:
        base_url: Address of the server up to ``/v1``, ``"http://localhost:8000/v1"``.
        model: Name that the server knows the model by.
        inference: Prompts, picture sizes and decoding.
        concurrency: Requests under way at once.
        scores: Ask for log-probabilities; for a server that has none, give False.
        candidates_per_request: Most candidates of one request (``n``); 1 for a server that gives but one.
        seed: Of the samples; each question and request has its own, made from it.
        extra_body: Further fields of each request, a grammar for example.
        api_key: Key; without it that in the environment variable ``HMER_KIT_API_KEY``. It stands in no error.
        timeout: Seconds that one try may take.
        max_retries: Tries after the first.
        max_bytes: Longest answer that is read.

    Raises:
        InputError: An argument is out of its range.
        MissingExtraError: The package openai is not installed; with the first question.

    Examples:
        >>> ServerPredictor("http://localhost:8000/v1", "uni-mumer").predict([])
        []
    """

    def __init__(  # noqa: PLR0913 - one name for each choice
        self,
        base_url: str,
        model: str,
        *,
        inference: InferenceSettings | None = None,
        concurrency: int = 8,
        scores: bool = True,
        candidates_per_request: int | None = None,
        seed: int = 0,
        extra_body: Mapping[str, Any] | None = None,
        api_key: str | None = None,
        timeout: float = 120.0,
        max_retries: int = 4,
        max_bytes: int = 2**23,
    ) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise InputError(f"expected an address that begins with http:// or https://, got {base_url!r}")
        if concurrency < 1 or max_retries < 0 or max_bytes < 1 or not timeout > 0:
            raise InputError(
                "expected concurrency and max_bytes of at least 1, max_retries of at least 0, a timeout above 0, got "
                f"{concurrency}, {max_bytes}, {max_retries} and {timeout}"
            )
        if candidates_per_request is not None and candidates_per_request < 1:
            raise InputError(f"expected candidates_per_request of at least 1, or None, got {candidates_per_request}")
        self.model = model
        self.inference = InferenceSettings() if inference is None else inference
        self.concurrency = concurrency
        self.seed = seed
        self.extra_body = dict(extra_body or {})
        self.scores = scores
        self.candidates_per_request = candidates_per_request or self.inference.candidates
        self._line = Line(base_url, api_key, timeout, max_retries, max_bytes)

    @property
    def identity(self) -> dict[str, object]:
        """What the answers depend on, as JSON: the name of the model, which may move, and what it is asked."""
        return {
            "backend": "server",
            "model": self.model,
            "inference": asdict(self.inference),
            "seed": self.seed,
            "extra_body": self.extra_body,
        }

    def predict(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions, in their order.

        Args:
            questions: Questions with pictures.

        Raises:
            PredictorError: Some have no answer: their ids stand in ``ids``, and the answers to the others, with None in
                the places of those without, in ``answers``.
            MissingExtraError: The package openai is not installed.
        """
        if not questions:
            return []
        with self._line.connect() as client:
            work = Work(self, client, say=self._line.say)
            with ThreadPoolExecutor(self.concurrency) as pool:
                waiting = [pool.submit(work.answer, question) for question in questions]
                try:
                    found = [one.result() for one in waiting]
                except BaseException:  # an interrupt: nothing that has not begun is asked
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        answers = [item if not isinstance(item, str) else None for item in found]
        whole = [answer for answer in answers if answer is not None]
        if len(whole) < len(answers):
            raise _failure(questions, found, answers)
        return whole


def _failure(
    questions: Sequence[Question], found: Sequence[Answer | str], answers: Sequence[Answer | None]
) -> PredictorError:
    reasons = {question.id: item for question, item in zip(questions, found, strict=True) if isinstance(item, str)}
    shown = "; ".join(f"{name!r}: {reason}" for name, reason in list(reasons.items())[:_NAMED])
    more = f"; and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
    missing = [question.id for question, item in zip(questions, found, strict=True) if isinstance(item, str)]
    message = f"{len(missing)} of {len(questions)} questions have no answer from the server: {shown}{more}"
    return PredictorError(message, ids=missing, answers=answers, reasons=reasons)
