"""What scores and the runaway guard cost beside ``generate`` alone, on the same model and batches; and whole pipelines.

Limit: ``model.generate`` of transformers on the tensors of a batch collated before, without scores, guard and text.
The model is the recognizer of ``hmer_kit.vlm.small`` made large enough for a step to cost some 10 ms (4 layers of
width 384), untrained, with its end id switched off and loud positions: both sides write to the longest length, which
is checked, and never in a loop. The guard begins to look at 16 ids instead of 128. Peer: the pipeline
``image-text-to-text`` of transformers, from pictures to text, on a tiny Qwen2.5-VL. ``HMER_KIT_BENCH_DEVICE=cuda``
writes on a GPU."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import torch
import transformers
from transformers import GenerationConfig

from benchmarks.harness.chat_model import chat_model
from benchmarks.harness.memory import traced_peak
from hmer_kit import Record, build_examples, synthesize
from hmer_kit.alignment import LoopRule
from hmer_kit.tasks import InferenceSettings
from hmer_kit.vlm import Decoding, TaskCollator, generate_candidates
from hmer_kit.vlm.batching.batches import prompt_inputs
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

DEVICE = os.environ.get("HMER_KIT_BENCH_DEVICE", "cpu")
BATCH, LENGTH, QUICK_LENGTH = 8, 40, 20
IDS, QUICK_IDS = 16_000, 1_000
RULE = LoopRule(min_tokens=16, min_repeats=8)
CASES: dict[str, tuple[Decoding, dict[str, Any]]] = {
    "greedy": (Decoding(loops=RULE), {"do_sample": False}),
    "4 samples": (
        Decoding(num_candidates=4, temperature=1.0, loops=RULE),
        {"do_sample": True, "temperature": 1.0, "top_k": 0, "top_p": 1.0, "num_return_sequences": 4},
    ),
    "beams": (Decoding(num_beams=4, loops=RULE), {"do_sample": False, "num_beams": 4}),
}


class Ready:
    """A collator whose batch is there already."""

    unreadable = "raise"
    settings = InferenceSettings()

    def __init__(self, collator: TaskCollator, examples: list[Any]) -> None:
        self.form = collator.form
        self.batch = collator(examples)

    def __call__(self, _: list[Any]) -> dict[str, Any]:
        return self.batch


@pytest.fixture(scope="module")
def subject(quick: bool) -> tuple[Any, Any, list[Any]]:
    """The model, its processor and a batch of examples."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    ids = QUICK_IDS if quick else IDS
    records = [Record(image.name, latex, image=image) for latex, image in synthesize(BATCH, seed=1)]
    words = {token for record in records for token in record.reference.split()}
    processor = small_processor([*sorted(words), *(f"\\word{number}" for number in range(ids - len(words)))])
    model = small_model(processor.tokenizer, **({} if quick else {"hidden_size": 384, "layers": 4})).eval()
    with torch.no_grad():
        head = model.decoder.output_projection
        head.bias = torch.nn.Parameter(torch.zeros(head.out_features))
        head.bias[processor.tokenizer.eos_token_id] = -1e9
        layers = model.decoder.model.decoder
        layers.embed_positions.weight.copy_(50 * torch.randn_like(layers.embed_positions.weight))
        for layer in layers.layers:  # else attention makes all places alike: another id at each, so no loops
            layer.self_attn.out_proj.weight.mul_(0.05)
            layer.encoder_attn.out_proj.weight.mul_(0.05)
    return model.to(DEVICE), processor, build_examples(records, tasks=["vanilla"]).examples


def alone(model: Any, batch: dict[str, Any], *, form: Any, length: int, options: dict[str, Any]) -> torch.Tensor:
    """Write with transformers' own generate."""
    width = batch["prompt_lengths"][0]
    settings = GenerationConfig(
        **options,
        max_new_tokens=length,
        eos_token_id=list(form.eos_ids),
        pad_token_id=form.pad_id,
        decoder_start_token_id=form.start_id,
    )
    given = {name: value.to(DEVICE) for name, value in prompt_inputs(batch).items()}
    model.generation_config, before = settings, model.generation_config
    try:
        with torch.no_grad():
            return model.generate(**given, decoder_input_ids=batch["decoder_input_ids"][:, :width].to(DEVICE))
    finally:
        model.generation_config = before


@pytest.mark.parametrize("name", CASES)
def bench_steps(contest: Contest, name: str, subject: tuple[Any, Any, list[Any]], quick: bool) -> None:
    model, processor, examples = subject
    length = QUICK_LENGTH if quick else LENGTH
    decoding, options = CASES[name]
    decoding = replace(decoding, max_new_tokens=length)
    ready: Any = Ready(TaskCollator(processor, model=model), examples)

    def theirs() -> torch.Tensor:
        return alone(model, ready.batch, form=ready.form, length=length, options=options)

    def ours() -> Any:
        return generate_candidates(model, processor, examples, decoding=decoding, batch_size=BATCH, collator=ready)

    ids, found = theirs(), ours()
    assert ids.shape[1] - ready.batch["prompt_lengths"][0] == length
    assert all(item.tokens == length and item.finish == "length" for own in found for item in own), "a row ended"
    contest.limit("generate of transformers, the same steps", theirs)
    contest.run(f"generate_candidates, {name}", ours, items=length, unit="step", rounds=4)


@pytest.fixture(scope="module")
def chat() -> tuple[Any, Any, list[Any]]:
    """A tiny Qwen2.5-VL, its processor and examples."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    records = [Record(image.name, latex, image=image) for latex, image in synthesize(4 * BATCH, seed=1)]
    examples = build_examples(records, tasks=["vanilla"]).examples
    model, processor = chat_model(text for item in examples for text in (item.prompt, item.target))
    processor.tokenizer.padding_side = "left"
    return model.eval().to(DEVICE), processor, examples


def bench_pipeline(contest: Contest, chat: tuple[Any, Any, list[Any]], quick: bool) -> None:
    model, processor, examples = chat
    length = 8 if quick else 32
    pipe = transformers.pipeline("image-text-to-text", model=model, processor=processor, device=DEVICE)
    options = {"max_new_tokens": length, "do_sample": False}

    def theirs() -> list[str]:
        turns = [
            [
                {
                    "role": "user",
                    "content": [
                        {"type": "image", "image": item.record.image.load().convert("RGB")},
                        {"type": "text", "text": item.prompt},
                    ],
                }
            ]
            for item in examples
        ]
        said = pipe(text=turns, batch_size=BATCH, return_full_text=False, generate_kwargs=options)
        return [row[0]["generated_text"] for row in said]

    def ours() -> list[str]:
        decoding = Decoding(max_new_tokens=length)
        found = generate_candidates(model, processor, examples, decoding=decoding, batch_size=BATCH)
        return [own[0].text for own in found]

    assert [text.split() for text in ours()] == [text.split() for text in theirs()]
    contest.peer(f"pipeline of transformers {transformers.__version__}", theirs)
    contest.run(f"generate_candidates, {length} ids from pictures", ours, items=len(examples), unit="example", rounds=4)


def bench_growth(growth: Growth, chat: tuple[Any, Any, list[Any]]) -> None:
    model, processor, examples = chat

    def write(given: tuple[list[Any], int]) -> None:
        some, length = given
        decoding = Decoding(max_new_tokens=length)
        generate_candidates(model, processor, some, decoding=decoding, batch_size=len(some))

    growth.of(
        "generate_candidates, examples of a batch",
        write,
        make=lambda size: (examples[:size], 16),
        sizes=[2, 4, 8, 16, 32],
    )
    growth.of(
        "generate_candidates, ids of an answer", write, make=lambda size: (examples[:4], size), sizes=[16, 32, 64, 128]
    )


def bench_memory(memory: Memory, chat: tuple[Any, Any, list[Any]]) -> None:
    model, processor, examples = chat

    def peak(number: int) -> float:
        some = examples[:1] * number  # of like pictures: batches are put together by length
        decoding = Decoding(max_new_tokens=8)
        return traced_peak(lambda: generate_candidates(model, processor, some, decoding=decoding, batch_size=BATCH))

    peak(BATCH)
    memory.by_size("generate_candidates, batch after batch", peak, sizes=[BATCH, 8 * BATCH], more=1, unit="examples")
