"""A model in this process as a predictor."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hmer_kit.alignment import LoopRule
from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference.backends._confidence import answer_of
from hmer_kit.inference.predictor import Answer, Candidate
from hmer_kit.tasks import InferenceSettings, TaskExample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference.predictor import Question
    from hmer_kit.vlm import Generated
    from hmer_kit.vlm.generation import Constraint

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
        inference: Prompts, picture sizes and decoding; those of the collator by default, or the library's own.
        max_new_tokens: Longest response in ids; what ``inference`` says by default, and so with the next two.
        num_candidates: Responses to each question: samples at ``temperature``, or the best of ``num_beams``.
        temperature: Samples at this temperature.
        num_beams: Beams of a beam search; 1 for none.
        seed: Of the samples, which belong to their question and not to its batch, see
            ``hmer_kit.vlm.generate_candidates``.
        loops: What stops a response that runs in a loop; None for nothing but the length.
        constraint: What may be written, such as ``hmer_kit.vlm.GrammarConstraint``; anything if None.
        batch_size: Questions answered at once; each takes as many rows as there are candidates or beams.
        collator: A ``TaskCollator`` with options of its own, in place of ``inference``.

    Raises:
        InputError: There is no processor; or both ``inference`` and ``collator`` are given.

    Examples:
        >>> VLMPredictor(object(), object()).predict([])
        []
    """

    def __init__(  # noqa: PLR0913 - one name for each choice
        self,
        model: Any,  # noqa: ANN401 - any transformers model with generate
        processor: Any = None,  # noqa: ANN401
        *,
        inference: InferenceSettings | None = None,
        max_new_tokens: int | None = None,
        num_candidates: int | None = None,
        temperature: float | None = None,
        num_beams: int = 1,
        seed: int = 0,
        loops: LoopRule | None = _DEFAULT_LOOPS,
        constraint: Constraint | None = None,
        batch_size: int = 8,
        collator: Any = None,  # noqa: ANN401 - a TaskCollator; its module brings torch
    ) -> None:
        module = model if processor is None else None  # its settings and its family's adapter come along
        if module is not None:
            model, processor = getattr(module, "model", module), getattr(module, "processor", None)
        if processor is None:
            raise InputError("expected a model with its processor, or a VLMModule, got a model alone")
        if inference is not None and collator is not None:
            raise InputError("expected inference or a collator, got both; give TaskCollator(settings=inference)")
        own = collator if collator is not None else module
        said: InferenceSettings = inference or getattr(own, "settings", None) or InferenceSettings()
        self._adapter = getattr(getattr(module, "form", None), "adapter", None)
        self.model = model
        self.processor = processor
        self.inference = said
        self.batch_size = batch_size
        self._collator = collator
        self._decoding: dict[str, Any] = {
            "max_new_tokens": said.max_new_tokens if max_new_tokens is None else max_new_tokens,
            "num_candidates": said.candidates if num_candidates is None else num_candidates,
            "temperature": said.temperature if temperature is None else temperature,
            "num_beams": num_beams,
            "seed": seed,
            "loops": loops,
            "constraint": constraint,
        }

    @property
    def identity(self) -> dict[str, object]:
        """What the answers depend on, as JSON: a fingerprint of the weights, prompts and pictures, and the decoding."""
        loops, constraint = self._decoding["loops"], self._decoding["constraint"]
        return {
            "backend": "transformers",
            "model": type(self.model).__name__,
            "weights": _fingerprint(self.model),
            "inference": asdict(self.inference),
            **self._decoding,
            "loops": None if loops is None else asdict(loops),
            "constraint": None if constraint is None else str(constraint),
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
        from hmer_kit.vlm import Decoding, TaskCollator, generate_candidates

        if self._collator is None:
            self._collator = TaskCollator(
                self.processor, model=self.model, settings=self.inference, adapter=self._adapter
            )
        examples = [_example(question) for question in questions]
        written = generate_candidates(
            self.model,
            self.processor,
            examples,
            decoding=Decoding(**self._decoding),
            batch_size=self.batch_size,
            collator=self._collator,
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
