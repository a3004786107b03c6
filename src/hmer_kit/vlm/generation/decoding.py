"""Responses of any supported model: greedy, where batched output equals output one by one, in samples, or by beams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.generation._draws import keys_of
from hmer_kit.vlm.generation._writing import Ending, Row, write_rows
from hmer_kit.vlm.generation.settings import Decoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tasks import TaskExample
    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["Generated", "generate", "generate_batch", "generate_candidates"]


@dataclass(frozen=True, slots=True)
class Generated:
    """One response of a model.

    Examples:
        >>> Generated("x + 1", score=-0.4, tokens=4, finish="stop").finish
        'stop'
    """

    text: str
    """What was written up to its end, without special tokens; also where it was stopped in a loop, or cut."""
    score: float | None
    """Sum of the log-probabilities (natural) of its ids under the model's own distribution, the end included; at any
    temperature that distribution is the one at temperature 1."""
    tokens: int
    """How many ids were written, the end included."""
    finish: Ending
    """``"stop"``: the model ended it; ``"length"``: cut at the longest length; ``"loop"``: stopped in a loop."""


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
        seed: Of the samples; see ``generate_candidates``. The generator of torch is left as it was.

    Returns:
        One response for each example, in their order.

    Raises:
        InputError: ``batch_size`` or ``max_new_tokens`` is less than one, or ``temperature`` not above 0.
        DataError: A picture cannot be read.

    Examples:
        >>> generate(None, None, [])
        []
    """
    said = Decoding.of(None if collator is None else collator.settings)
    decoding = Decoding(
        max_new_tokens=said.max_new_tokens if max_new_tokens is None else max_new_tokens,
        temperature=said.temperature if temperature is None else temperature,
        seed=seed,
        loops=None,
    )
    answers = _answered(
        model, processor, examples, decoding=decoding, batch_size=batch_size, collator=collator, scored=False
    )
    return [answer.text for (answer,) in answers]


def generate_candidates(
    model: Any,  # noqa: ANN401
    processor: Any,  # noqa: ANN401
    examples: Sequence[TaskExample],
    *,
    decoding: Decoding | None = None,
    batch_size: int = 8,
    collator: TaskCollator | None = None,
) -> list[list[Generated]]:
    """Let a model answer prompts once or several times, with the score and the end of each response.

    The samples of a question are drawn in one pass of the batch, by chance that belongs to the question (its id, task
    and prompt) and to the seed: they are the same in any order and batch, but for the rounding of the model, and the
    first k of more are the k. The memory of the scores is one number an id. Answers are written in inference mode, as
    Lightning validates; merely without gradients where ranks share the weights of a model.

    Args:
        model: A transformers model, left in the mode it was in.
        processor: Its processor.
        examples: Examples with pictures; their targets are not looked at.
        decoding: How to write; what the collator's settings say by default, greedily without.
        batch_size: Examples answered at once; each takes ``num_candidates`` or ``num_beams`` rows of the batch.
        collator: A collator with options; the plain one of the model by default. It must not skip pictures.

    Returns:
        Candidates of each example, in their order: samples as they were drawn, beams from the best on.

    Raises:
        InputError: ``batch_size`` is less than one.
        DataError: A picture cannot be read.

    Examples:
        >>> generate_candidates(None, None, [])
        []
    """
    how = Decoding.of(None if collator is None else collator.settings) if decoding is None else decoding
    return _answered(model, processor, examples, decoding=how, batch_size=batch_size, collator=collator, scored=True)


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

    The checkpoint's own generation settings are set aside: some hold a repetition penalty.

    Args:
        model: A transformers model.
        batch: A batch of ``TaskCollator`` on the model's device.
        processor: Its processor.
        form: Special ids of the model.
        max_new_tokens: Longest response in ids.
        temperature: Samples at this temperature, by torch's own generator of chance; greedy if None.

    Returns:
        One response for each row, cut after the end id, without special tokens.

    Examples:
        >>> import inspect
        >>> list(inspect.signature(generate_batch).parameters)[:2]
        ['model', 'batch']
    """
    decoding = Decoding(max_new_tokens=max_new_tokens, temperature=temperature, loops=None)
    size = len(batch["prompt_lengths"])
    keys = [""] * size if temperature is None else [str(key) for key in torch.randint(2**62, (size,)).tolist()]
    rows = write_rows(model, batch, form=form, decoding=decoding, keys=keys, scored=False)
    return _texts([row for (row,) in rows], processor, form=form)


def _answered(
    model: Any,  # noqa: ANN401
    processor: Any,  # noqa: ANN401
    examples: Sequence[TaskExample],
    *,
    decoding: Decoding,
    batch_size: int,
    collator: TaskCollator | None,
    scored: bool,
) -> list[list[Generated]]:
    """Answer in batches of like prompt lengths."""
    if batch_size < 1:
        raise InputError(f"expected batch_size of at least 1, got {batch_size}")
    if not examples:
        return []
    collate = TaskCollator(processor, model=model) if collator is None else collator
    if collate.unreadable != "raise":
        raise InputError("expected a collator with unreadable='raise', got 'skip': responses would not match examples")
    order = sorted(range(len(examples)), key=lambda index: len(examples[index].prompt))
    keys = keys_of(examples, seed=decoding.seed)
    answers: list[list[Generated]] = [[] for _ in examples]
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        batch = _moved(collate([examples[index] for index in chosen]), model.device, dtype=model.dtype)
        own_keys = [keys[index] for index in chosen]
        rows = write_rows(model, batch, form=collate.form, decoding=decoding, keys=own_keys, scored=scored)
        del batch  # its pictures go before those of the next are read
        for index, own in zip(chosen, rows, strict=True):
            answers[index] = _generated(own, processor, form=collate.form)
    return answers


def _generated(rows: Sequence[Row], processor: Any, *, form: ModelFormat) -> list[Generated]:  # noqa: ANN401
    texts = _texts(rows, processor, form=form)
    return [
        Generated(text, score=row.score, tokens=len(row.ids), finish=row.finish)
        for row, text in zip(rows, texts, strict=True)
    ]


def _texts(rows: Sequence[Row], processor: Any, *, form: ModelFormat) -> list[str]:  # noqa: ANN401
    """Return the text of each row: the ids before its end, less the special ones."""
    visible = [[item for item in row.ids if item not in form.hidden_ids and item not in form.eos_ids] for row in rows]
    texts: list[str] = processor.tokenizer.batch_decode(visible, skip_special_tokens=False)
    return texts


def _moved(batch: dict[str, Any], device: torch.device, *, dtype: torch.dtype) -> dict[str, Any]:
    """Bring tensors to the model's device, and pictures to the type of its weights."""
    return {
        key: value.to(device, dtype if value.is_floating_point() else None) if isinstance(value, Tensor) else value
        for key, value in batch.items()
    }
