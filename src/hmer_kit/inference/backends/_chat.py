"""Chat completions: what is sent for a question, and what is read from an answer."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import LoopRule
from hmer_kit.data import prepare_picture
from hmer_kit.exceptions import DataError
from hmer_kit.inference.predictor import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.inference.predictor import Finish, Question
    from hmer_kit.tasks import InferenceSettings

_LOOP = LoopRule(max_period=128)  # on characters, the tokens of a server being unknown
_LOOKED_AT = 4096
_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length"}


def request_of(
    question: Question, *, model: str, inference: InferenceSettings, seed: int, first: int, count: int
) -> dict[str, Any]:
    """Return the body for candidates ``first`` to ``first + count - 1`` of a question, but for its messages.

    Greedy is temperature 0.
    """
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": inference.max_new_tokens,
        "temperature": 0.0 if inference.temperature is None else inference.temperature,
    }
    if inference.temperature is not None:
        body["seed"] = _seed(question, seed=seed, first=first)
    if count > 1:
        body["n"] = count
    return body


def messages_of(question: Question, *, inference: InferenceSettings) -> list[dict[str, Any]]:
    """Return the turns of a question: its picture as the settings have it, as a PNG in a data URL.

    Raises:
        DataError: There is no picture, it cannot be read, or it has no ink where the settings refuse that.
    """
    if question.image is None:
        raise DataError(
            f"expected question {question.id!r} to have a picture, got none; give Question(image=...)",
            code="no_image",
            record_id=question.id,
        )
    image = prepare_picture(question.image.load(), normalization=inference.normalization, budget=inference.pixel_budget)
    file = BytesIO()
    image.save(file, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
    prompt = inference.prompt_of(question.task, question.prompt)
    return inference.messages(prompt, {"type": "image_url", "image_url": {"url": url}})


def read_choices(answer: Mapping[str, Any], *, count: int) -> list[Candidate]:
    """Return the candidates of an answer.

    Raises:
        ValueError: It has not the form of a chat completion, or not as many choices.
    """
    choices = answer.get("choices")
    if not isinstance(choices, list) or len(choices) != count:
        got = f"{len(choices)} choices" if isinstance(choices, list) else f"{choices!r:.80}"
        raise ValueError(f"expected {count} choices in the answer, got {got}")
    usage = answer.get("usage")
    total = usage.get("completion_tokens") if isinstance(usage, dict) and count == 1 else None
    return [_candidate(choice, total=total if isinstance(total, int) else None) for choice in choices]


def _candidate(choice: object, *, total: int | None) -> Candidate:
    message = choice.get("message") if isinstance(choice, dict) else None
    text = message.get("content") if isinstance(message, dict) else None
    if not isinstance(choice, dict) or not isinstance(text, str):
        # one kind of error for whatever a server may write
        raise ValueError(f"expected a choice with a message and its text, got {str(choice)[:80]}")  # noqa: TRY004
    steps = _log_probabilities(choice.get("logprobs"))
    finish = _FINISHES.get(str(choice.get("finish_reason")))
    if finish == "length" and _LOOP.find(text[-_LOOKED_AT:]) is not None:
        finish = "loop"
    return Candidate(
        text.encode("utf-8", "replace").decode("utf-8"),  # half a surrogate pair can be stored nowhere
        score=None if steps is None else math.fsum(steps),
        tokens=total if total is not None or steps is None else len(steps),
        finish=finish,
    )


def _log_probabilities(logprobs: object) -> list[float] | None:
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(content, list) or not content:
        return None
    values = [item.get("logprob") if isinstance(item, dict) else None for item in content]
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in values):
        raise ValueError(f"expected finite numbers as log-probabilities, got {str(values)[:80]}")
    return [min(0.0, float(value)) for value in values if value is not None]


def _seed(question: Question, *, seed: int, first: int) -> int:
    """Return a seed that belongs to the question and to the number of the candidate; 31 bits, as servers want."""
    name = json.dumps([seed, question.id, question.task, question.prompt, first])
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 1
