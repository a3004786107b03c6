"""One collated batch through ``model.generate``: ids of each response, their scores, and why they end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor
from transformers import GenerationConfig, LogitsProcessor, LogitsProcessorList, StoppingCriteria, StoppingCriteriaList

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.batches import prompt_inputs
from hmer_kit.vlm.generation._draws import Draws, chances
from hmer_kit.vlm.generation._prompt_ends import EndOfAnswer, RestOfPrompt
from hmer_kit.vlm.generation._scores import BeamScores, ScoreKeeper, TakeScores
from hmer_kit.vlm.generation.runaway import CHECKED_EVERY, LoopGuard
from hmer_kit.vlm.training.sharding import takes_turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.alignment import LoopRule
    from hmer_kit.vlm.families.styles import ModelFormat
    from hmer_kit.vlm.generation.settings import Decoding

Ending = Literal["stop", "length", "loop"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one row wrote."""

    ids: list[int]
    """Its ids, the end included."""
    finish: Ending
    """Why it ends."""
    score: float | None = None
    """Sum of the log-probabilities of the ids."""


def write_rows(
    model: Any,  # noqa: ANN401 - any transformers model with generate
    batch: dict[str, Any],
    *,
    form: ModelFormat,
    decoding: Decoding,
    keys: Sequence[str],
    scored: bool,
) -> list[list[Row]]:
    """Return the candidates of each row of a batch on the model's device; ``keys`` seed their samples."""
    if decoding.num_beams > 1:
        return _beams(model, batch, form=form, decoding=decoding)
    return _one_by_one(model, batch, form=form, decoding=decoding, keys=keys, scored=scored)


def _one_by_one(
    model: Any,  # noqa: ANN401
    batch: dict[str, Any],
    *,
    form: ModelFormat,
    decoding: Decoding,
    keys: Sequence[str],
    scored: bool,
) -> list[list[Row]]:
    """Write greedily or in samples: each row goes its own way from the first id on."""
    each = decoding.num_candidates
    inputs, room = _opening(batch, form=form, max_new_tokens=decoding.max_new_tokens)
    starts = [length for length in batch["prompt_lengths"] for _ in range(each)]
    keeper = ScoreKeeper()
    guard = None if decoding.loops is None else LoopGuard(decoding.loops, starts=starts)
    changes: list[LogitsProcessor] = [keeper] if scored else []
    changes += _constraints(decoding, starts, form=form)
    draws = None
    if decoding.temperature is not None:
        drawn = chances(keys, each=each, length=decoding.max_new_tokens, device=model.device)
        draws = Draws(drawn, starts=starts, temperature=decoding.temperature)
        changes.append(draws)
    if len(set(starts)) > 1:
        changes.append(RestOfPrompt(_prompts(batch, form).repeat_interleave(each, dim=0), starts))
    stops: list[StoppingCriteria] = [] if guard is None else [guard]
    if len(set(starts)) > 1:
        stops.append(EndOfAnswer(form.eos_ids, starts))
    settings = _settings(decoding, form, room=room, eos_ids=form.eos_ids if len(set(starts)) == 1 else None)
    with torch.random.fork_rng(enabled=decoding.temperature is not None):
        output = _generate(model, inputs, form=form, settings=settings, changes=changes, stops=stops)
    keeper.take(output)
    stopped = guard.stopped.tolist() if guard is not None and len(guard.stopped) else [0] * len(starts)
    rows = [
        _cut(ids[start : start + decoding.max_new_tokens], form=form, stopped=at)
        for ids, start, at in zip(output.tolist(), starts, stopped, strict=True)
    ]
    if draws is not None and not draws.used:
        raise InputError(
            f"expected a model whose generate takes logits processors, got {type(model).__name__}, which leaves them "
            "out, so that its samples cannot be told apart; answer greedily or by beams"
        )
    table = keeper.table()
    if table is not None:
        firsts = [start - min(starts) for start in starts]
        rows = [
            replace(row, score=float(own[first : first + len(row.ids)].double().sum()))
            for row, own, first in zip(rows, table, firsts, strict=True)
        ]
    return [rows[place : place + each] for place in range(0, len(rows), each)]


def _beams(
    model: Any,  # noqa: ANN401
    batch: dict[str, Any],
    *,
    form: ModelFormat,
    decoding: Decoding,
) -> list[list[Row]]:
    """Search with beams; a batch with prompts of several lengths is taken apart, for beams share their places."""
    lengths = batch["prompt_lengths"]
    answers: list[list[Row]] = [[] for _ in lengths]
    for length in sorted(set(lengths)):
        chosen = [index for index, own in enumerate(lengths) if own == length]
        part = batch if len(chosen) == len(lengths) else _part(batch, chosen)
        found = _beams_of_one_length(model, part, form=form, decoding=decoding)
        for index, rows in zip(chosen, found, strict=True):
            answers[index] = rows
    return answers


def _beams_of_one_length(
    model: Any,  # noqa: ANN401
    batch: dict[str, Any],
    *,
    form: ModelFormat,
    decoding: Decoding,
) -> list[list[Row]]:
    inputs, room = _opening(batch, form=form, max_new_tokens=decoding.max_new_tokens)
    lengths, each = batch["prompt_lengths"], decoding.num_candidates
    keeper = BeamScores(start=lengths[0], questions=len(lengths))
    stops: list[StoppingCriteria] = [TakeScores(keeper)]
    if decoding.loops is not None:
        stops.append(LoopGuard(decoding.loops, starts=lengths[0]))
    output = _generate(
        model,
        inputs,
        form=form,
        settings=_settings(decoding, form, room=room, eos_ids=form.eos_ids),
        changes=[keeper, *_constraints(decoding, lengths[0], form=form)],
        stops=stops,
    )
    rows = [_cut_beam(ids[lengths[0] :], form=form, rule=decoding.loops) for ids in output.tolist()]
    rows = [replace(row, score=keeper.of(place // each, row.ids)) for place, row in enumerate(rows)]
    groups = [rows[place : place + each] for place in range(0, len(rows), each)]
    if not keeper.used:
        return groups
    return [[row for row in own if row.score is not None] or own[:1] for own in groups]  # the rest are empty places


def _opening(batch: dict[str, Any], *, form: ModelFormat, max_new_tokens: int) -> tuple[dict[str, Any], int]:
    """Return the inputs of ``generate``, and how many ids it may add.

    Where prompts differ in length, for positions that allow no left padding, shorter rows begin to answer while the
    longer prompts are still being given, id by id.
    """
    inputs, lengths = prompt_inputs(batch, adapter=form.adapter), batch["prompt_lengths"]
    if form.start_id is not None:
        inputs["decoder_input_ids"] = batch["decoder_input_ids"][:, : min(lengths)]
    room = max_new_tokens + max(lengths) - min(lengths)
    if form.max_positions is not None:
        room = min(room, form.max_positions - min(lengths) + 1)
    return inputs, room


def _prompts(batch: dict[str, Any], form: ModelFormat) -> Tensor:
    """Return the rows that the prompts of a batch stand in."""
    rows: Tensor = batch["input_ids" if form.start_id is None else "decoder_input_ids"]
    return rows


def _settings(decoding: Decoding, form: ModelFormat, *, room: int, eos_ids: Sequence[int] | None) -> GenerationConfig:
    return GenerationConfig(  # type: ignore[no-untyped-call]
        **_decoding(decoding),
        num_beams=decoding.num_beams,
        num_return_sequences=decoding.num_candidates,
        max_new_tokens=room,
        eos_token_id=None if eos_ids is None else list(eos_ids),
        pad_token_id=form.pad_id,
        decoder_start_token_id=form.start_id,
    )


def _generate(
    model: Any,  # noqa: ANN401
    inputs: dict[str, Any],
    *,
    form: ModelFormat,
    settings: GenerationConfig,
    changes: list[LogitsProcessor],
    stops: list[StoppingCriteria],
) -> Tensor:
    """Call the model's ``generate``, or what its family has in its place."""
    own = form.adapter.generate
    answer = model.generate if own is None else partial(own, model)
    together = takes_turns(model)
    turns = {"synced_gpus": True} if together else {}
    with _answering(model, settings), torch.no_grad() if together else torch.inference_mode():
        output: Tensor = answer(
            **inputs,
            **form.adapter.generate_options,
            **turns,
            logits_processor=LogitsProcessorList(changes),
            stopping_criteria=StoppingCriteriaList(stops),
        )
    return output


def _decoding(decoding: Decoding) -> dict[str, Any]:
    if decoding.temperature is None:
        return {"do_sample": False}
    # What is possible is one id by then: this makes transformers allow several sequences, and changes nothing.
    return {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0}  # top_k is 50 by default


def _constraints(decoding: Decoding, starts: Sequence[int] | int, *, form: ModelFormat) -> list[LogitsProcessor]:
    """Return what rules ids out; it comes after the scores are kept, and before an id is drawn."""
    return [] if decoding.constraint is None else [decoding.constraint.processor(starts, form=form)]


def _cut(ids: list[int], *, form: ModelFormat, stopped: int) -> Row:
    """Return a row up to its end, which may be that it was stopped."""
    if 0 < stopped <= len(ids):
        return Row(ids[:stopped], "loop")
    end = _end(ids, form)
    return Row(ids, "length") if end is None else Row(ids[: end + 1], "stop")


def _cut_beam(ids: list[int], *, form: ModelFormat, rule: LoopRule | None) -> Row:
    """Return a beam up to its end; it is filled up with padding, which may be an end id too."""
    end = _end(ids, form)
    own = ids[:end]
    while end is None and own and own[-1] == form.pad_id:
        own = own[:-1]
    if rule is not None and len(own) % CHECKED_EVERY == 0 and rule.find(own) is not None:
        return Row(own, "loop")  # it would have been stopped here before it could end
    return Row(own, "length") if end is None else Row(ids[: end + 1], "stop")


def _end(ids: Sequence[int], form: ModelFormat) -> int | None:
    return next((place for place, item in enumerate(ids) if item in form.eos_ids), None)


def _part(batch: dict[str, Any], chosen: list[int]) -> dict[str, Any]:
    """Return some rows of a batch whose prompts differ in length: every tensor of such families has a row for each."""
    part = {key: value[chosen] for key, value in batch.items() if isinstance(value, Tensor)}
    return {**part, "prompt_lengths": [batch["prompt_lengths"][index] for index in chosen]}


@contextmanager
def _answering(model: Any, settings: GenerationConfig) -> Iterator[None]:  # noqa: ANN401
    """Put the model in evaluation mode with our settings, and everything back as it was.

    The checkpoint's own settings are set aside: some hold a repetition penalty. BLIP-2, Kosmos-2 and others answer by
    the ``generate`` of their language model, which has settings of its own.
    """
    training = [module for module in model.modules() if module.training]
    own_settings = [(part, part.generation_config) for part in model.modules() if "generation_config" in vars(part)]
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
