"""A model in this process as a predictor."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import LoopRule
from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference.predictor import Answer, Candidate
from hmer_kit.inference.backends._confidence import answer_of
from hmer_kit.tasks import TaskExample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference.predictor import Question
    from hmer_kit.vlm import Decoding, Generated

__all__ = ["VLMPredictor"]

_DEFAULT_LOOPS = LoopRule()


class VLMPredictor:
    """Answer with a Hugging Face model and its processor: greedily, in samples, or by beam search.

    An answer has its score, its length, why it ends, and a confidence: the probability that the model gives to the
    whole response, ``exp(score)``, and 0 where the response is cut off or was stopped in a loop. For an expression that
    counts only if all of it is right, that is the softmax response of selective classification (Geifman and El-Yaniv,
    2017) carried over to sequences (Malinin and Gales, 2021); a mean a token, ``exp(score / tokens)``, is the other
    measure of the latter, and can be had from the same two numbers. Of several candidates, the response is the one of
    the highest score among those that the model ended itself, and all stand in ``candidates``.

    torch comes with the first question. The model stays in the mode it was in.

    Args:
        model: A transformers model, or a ``VLMModule``.
        processor: Its processor; that of the module by default.
        max_new_tokens: Longest response in ids.
        batch_size: Questions answered at once; each takes as many rows as there are candidates or beams.
        num_candidates: Responses to each question: samples at ``temperature``, or the best of ``num_beams``.
        temperature: Samples at this temperature; None for none.
        num_beams: Beams of a beam search; 1 for none.
        seed: Of the samples, which belong to their question and not to its batch, see
            ``hmer_kit.vlm.generate_candidates``.
        loops: What stops a response that runs in a loop; None for nothing but the length.
        collator: A collator with options, see ``hmer_kit.vlm.generate_candidates``.

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
        num_candidates: int = 1,
        temperature: float | None = None,
        num_beams: int = 1,
        seed: int = 0,
        loops: LoopRule | None = _DEFAULT_LOOPS,
        collator: Any = None,  # noqa: ANN401 - a TaskCollator; its module brings torch
    ) -> None:
        if processor is None:
            model, processor = getattr(model, "model", model), getattr(model, "processor", None)
        if processor is None:
            raise InputError("expected a model with its processor, or a VLMModule, got a model alone")
        self.model = model
        self.processor = processor
        self.batch_size = batch_size
        self.collator = collator
        self._decoding = {
            "max_new_tokens": max_new_tokens,
            "num_candidates": num_candidates,
            "temperature": temperature,
            "num_beams": num_beams,
            "seed": seed,
            "loops": loops,
        }

    @property
    def decoding(self) -> Decoding:
        """How the model writes.

        Raises:
            InputError: The settings do not go together, see ``hmer_kit.vlm.Decoding``.
        """
        from hmer_kit.vlm import Decoding

        return Decoding(**self._decoding)

    @property
    def settings(self) -> dict[str, object]:
        """What the answers depend on, as JSON: a fingerprint of the weights, and how the model writes."""
        return {
            "backend": "transformers",
            "model": type(self.model).__name__,
            "weights": _fingerprint(self.model),
            **{name: value if name != "loops" else str(value) for name, value in self._decoding.items()},
        }

    def predict(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer questions.

        Args:
            questions: Questions with pictures.

        Raises:
            InputError: The settings do not go together, see ``hmer_kit.vlm.Decoding``.
            DataError: A picture is missing or cannot be read.
        """
        if not questions:
            return []
        from hmer_kit.vlm import generate_candidates

        examples = [_example(question) for question in questions]
        written = generate_candidates(
            self.model,
            self.processor,
            examples,
            decoding=self.decoding,
            batch_size=self.batch_size,
            collator=self.collator,
        )
        return [answer_of([_candidate(item) for item in items]) for items in written]


def _candidate(item: Generated) -> Candidate:
    return Candidate(item.text, score=item.score, tokens=item.tokens, finish=item.finish)


def _example(question: Question) -> TaskExample:
    """Return an example without an answer: generation does not look at it."""
    record = Record(question.id, "", image=question.image)
    return TaskExample(task=question.task, prompt=question.prompt, target="", expected="", record=record)


def _fingerprint(model: Any) -> str:  # noqa: ANN401
    """Return a digest of names, shapes and some numbers of all weights: enough to tell two checkpoints apart."""
    digest = hashlib.sha256()
    for name, weight in model.named_parameters():
        flat = weight.detach().reshape(-1)
        some = flat[:: max(1, flat.numel() // 16)][:16].float().cpu().tolist()
        digest.update(f"{name} {tuple(weight.shape)} {some}".encode())
    return digest.hexdigest()[:16]
