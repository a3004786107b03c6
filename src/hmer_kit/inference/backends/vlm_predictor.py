"""A model in this process as a predictor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference.predictor import Answer
from hmer_kit.tasks import TaskExample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference.predictor import Question

__all__ = ["VLMPredictor"]


class VLMPredictor:
    """Answer with a Hugging Face model and its processor, greedily, by ``hmer_kit.vlm.generate``.

    torch comes with the first question. The model stays in the mode it was in.

    Args:
        model: A transformers model, or a ``VLMModule``.
        processor: Its processor; that of the module by default.
        max_new_tokens: Longest response in ids.
        batch_size: Questions answered at once.
        collator: A collator with options, see ``generate``.

    Raises:
        InputError: There is no processor.

    Examples:
        >>> VLMPredictor(object(), object()).predict([])
        []
    """

    def __init__(
        self,
        model: Any,  # noqa: ANN401 - any transformers model with generate
        processor: Any = None,  # noqa: ANN401
        *,
        max_new_tokens: int = 512,
        batch_size: int = 8,
        collator: Any = None,  # noqa: ANN401 - a TaskCollator; its module brings torch
    ) -> None:
        if processor is None:
            model, processor = getattr(model, "model", model), getattr(model, "processor", None)
        if processor is None:
            raise InputError("expected a model with its processor, or a VLMModule, got a model alone")
        self.model = model
        self.processor = processor
        self._options = {"max_new_tokens": max_new_tokens, "batch_size": batch_size, "collator": collator}

    def predict(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions; the back end has no confidence to give.

        Args:
            questions: Questions with pictures.

        Raises:
            DataError: A picture is missing or cannot be read.
        """
        if not questions:
            return []
        from hmer_kit.vlm import generate

        examples = [_example(question) for question in questions]
        return [Answer(response) for response in generate(self.model, self.processor, examples, **self._options)]


def _example(question: Question) -> TaskExample:
    """Return an example without an answer: generation does not look at it."""
    record = Record(question.id, "", image=question.image)
    return TaskExample(task=question.task, prompt=question.prompt, target="", expected="", record=record)
