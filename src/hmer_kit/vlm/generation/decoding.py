"""Responses of any supported model: greedy, where batched output equals output one by one, or sampled."""

from __future__ import annotations

import math
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import (
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
    StoppingCriteria,
    StoppingCriteriaList,
)

from hmer_kit.exceptions import InputError
from hmer_kit.tasks.settings import InferenceSettings
from hmer_kit.vlm.batching.batches import prompt_inputs
from hmer_kit.vlm.batching.collator import TaskCollator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.tasks import TaskExample
    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["generate", "generate_batch"]


def generate(
    model: Any,  # noqa: ANN401 - any transformers model with generate
    processor: Any,  # noqa: ANN401
    examples: Sequence[TaskExample],
    *,
    max_new_tokens: int | None = None,
    batch_size: int = 8,
    collator: TaskCollator | None = None,
    temperature: float | None = None,
    seed: int = 0,
) -> list[str]:
    """Let a model answer the prompts of examples; no Lightning needed.

    Args:
        model: A transformers model, left in the mode it was in.
        processor: Its processor.
        examples: Examples with pictures; their targets are not looked at.
        max_new_tokens: Longest response in ids; that of the collator's settings by default.
        batch_size: Examples answered at once; like prompt lengths go together.
        collator: A collator with options; the plain one of the model by default. It must not skip pictures.
        temperature: Samples from the model's own distribution at this temperature; that of the collator's settings by
            default, greedy if there is none.
        seed: Of the samples; the same examples, batch size and seed give the same. The generator of torch is left as it
            was.

    Returns:
        One response for each example, in their order.

    Raises:
        InputError: ``batch_size`` or ``max_new_tokens`` is less than one, or ``temperature`` not above 0.
        DataError: A picture cannot be read.

    Examples:
        >>> generate(None, None, [])
        []
    """
    said = InferenceSettings() if collator is None else collator.settings
    max_new_tokens = said.max_new_tokens if max_new_tokens is None else max_new_tokens
    temperature = said.temperature if temperature is None else temperature
    if batch_size < 1 or max_new_tokens < 1:
        raise InputError(f"expected batch_size and max_new_tokens of at least 1, got {batch_size} and {max_new_tokens}")
    if not examples:
        return []
    collate = TaskCollator(processor, model=model) if collator is None else collator
    if collate.unreadable != "raise":
        raise InputError("expected a collator with unreadable='raise', got 'skip': responses would not match examples")
    order = sorted(range(len(examples)), key=lambda index: len(examples[index].prompt))
    responses = [""] * len(examples)
    options: dict[str, Any] = {"processor": processor, "max_new_tokens": max_new_tokens, "temperature": temperature}
    with _seeded(None if temperature is None else seed):
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            batch = _moved(collate([examples[index] for index in chosen]), model.device, dtype=model.dtype)
            answers = generate_batch(model, batch, form=collate.form, **options)
            for index, answer in zip(chosen, answers, strict=True):
                responses[index] = answer
    return responses


def generate_batch(
    model: Any,  # noqa: ANN401
    batch: dict[str, Any],
    *,
    processor: Any,  # noqa: ANN401
    form: ModelFormat,
    max_new_tokens: int,
    temperature: float | None = None,
) -> list[str]:
    """Answer one collated batch.

    The checkpoint's own generation settings are set aside: some hold a repetition penalty. The prompts of an
    encoder-decoder differ in length, and absolute positions allow no left padding: shorter rows begin to answer while
    the longer prompts are still being given, id by id.

    Args:
        model: A transformers model.
        batch: A batch of ``TaskCollator`` on the model's device.
        processor: Its processor.
        form: Special ids of the model.
        max_new_tokens: Longest response in ids.
        temperature: Samples at this temperature, from torch's own generator of chance; greedy if None.

    Returns:
        One response for each row, cut after the end id, without special tokens.

    Examples:
        >>> import inspect
        >>> list(inspect.signature(generate_batch).parameters)[:2]
        ['model', 'batch']
    """
    inputs = prompt_inputs(batch, adapter=form.adapter)
    lengths = batch["prompt_lengths"]
    extra = dict(form.adapter.generate_options)
    shortest, longest = min(lengths), max(lengths)
    rows = batch["input_ids" if form.start_id is None else "decoder_input_ids"]
    if form.start_id is not None:
        inputs["decoder_input_ids"] = rows[:, :shortest]
    room = max_new_tokens + longest - shortest
    if form.max_positions is not None:
        room = min(room, form.max_positions - shortest + 1)
    if longest > shortest:
        extra["logits_processor"] = LogitsProcessorList([_RestOfPrompt(rows, lengths)])
        extra["stopping_criteria"] = StoppingCriteriaList([_EndOfAnswer(form.eos_ids, lengths)])
    settings = GenerationConfig(  # type: ignore[no-untyped-call]
        **_decoding(temperature),
        num_beams=1,
        max_new_tokens=room,
        eos_token_id=list(form.eos_ids) if longest == shortest else None,
        pad_token_id=form.pad_id,
        decoder_start_token_id=form.start_id,
    )
    own = form.adapter.generate
    answer = model.generate if own is None else partial(own, model)
    with _answering(model, settings), torch.no_grad():
        output = answer(**inputs, **extra)
    answers = [row[length : length + max_new_tokens] for row, length in zip(output.tolist(), lengths, strict=True)]
    visible = [_visible(answer, form) for answer in answers]
    texts: list[str] = processor.tokenizer.batch_decode(visible, skip_special_tokens=False)
    return texts


def _decoding(temperature: float | None) -> dict[str, Any]:
    if temperature is None:
        return {"do_sample": False}
    if not 0 < temperature < math.inf:
        raise InputError(f"expected a temperature above 0, got {temperature}; give None for greedy answers")
    return {"do_sample": True, "temperature": float(temperature), "top_k": 0, "top_p": 1.0}  # top_k is 50 by default


@contextmanager
def _seeded(seed: int | None) -> Iterator[None]:
    """Let torch's generators start from a seed, and put them back as they were; None leaves them alone."""
    with torch.random.fork_rng(enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        yield


class _RestOfPrompt(LogitsProcessor):
    """Give each row the rest of its own prompt before it may answer."""

    def __init__(self, rows: Tensor, lengths: Sequence[int]) -> None:
        self.rows = rows
        self.lengths = lengths

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        place = input_ids.shape[1]
        waiting = [index for index, length in enumerate(self.lengths) if length > place]
        if not waiting:
            return scores
        forced = scores.clone()
        forced[waiting] = -torch.inf
        forced[waiting, self.rows[waiting, place]] = 0.0
        return forced


class _EndOfAnswer(StoppingCriteria):
    """End a row by an end id in its answer; one in its prompt, which may hold any text, ends nothing."""

    def __init__(self, eos_ids: Sequence[int], lengths: Sequence[int]) -> None:
        self.eos_token_id = torch.tensor(eos_ids)  # transformers looks for this name to fill ended rows up
        self.lengths = torch.tensor(lengths)

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401, ARG002
        ended = torch.isin(input_ids[:, -1], self.eos_token_id.to(input_ids.device))
        return ended & (self.lengths.to(input_ids.device) < input_ids.shape[1])


@contextmanager
def _answering(model: Any, settings: GenerationConfig) -> Iterator[None]:  # noqa: ANN401
    """Put the model in evaluation mode with our settings, and everything back as it was.

    BLIP-2, Kosmos-2 and others answer by the ``generate`` of their language model, which has settings of its own.
    """
    training = [module for module in model.modules() if module.training]
    own_settings = [(part, part.generation_config) for part in model.modules() if hasattr(part, "generation_config")]
    model.eval()
    for part, _ in own_settings:
        part.generation_config = settings
    try:
        yield
    finally:
        for part, own in own_settings:
            part.generation_config = own
        for module in training:
            module.training = True


def _visible(ids: Sequence[int], form: ModelFormat) -> list[int]:
    """Return the ids before the first end, less the special ones."""
    end = next((place for place, item in enumerate(ids) if item in form.eos_ids), len(ids))
    return [item for item in ids[:end] if item not in form.hidden_ids]


def _moved(batch: dict[str, Any], device: torch.device, *, dtype: torch.dtype) -> dict[str, Any]:
    """Bring tensors to the model's device, and pictures to the type of its weights."""
    return {
        key: value.to(device, dtype if value.is_floating_point() else None) if isinstance(value, Tensor) else value
        for key, value in batch.items()
    }
