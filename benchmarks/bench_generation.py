"""What scores and the runaway guard cost beside ``model.generate`` alone, on the same model and batches.

The model is the recognizer of ``hmer_kit.vlm.small`` made large enough for a step to cost some 10 ms (4 layers
of width 384, 16,000 ids), untrained, with its end id switched off and loud positions: both sides write to the longest
length, which is checked, and never in a loop. The guard begins to look at 16 ids instead of 128. Ours is
``generate_candidates`` on a batch that is collated before; the reference is ``model.generate`` on its tensors, without
scores, guard and text. Both take turns in one run, in CPU time; a ratio of 1.05 is 5 per cent slower.

Run: python benchmarks/bench_generation.py [--quick] [--json FILE]
"""

from __future__ import annotations

import gc
import statistics
import time
from typing import TYPE_CHECKING, Any

import torch
from _measure import arguments, table, write_json
from _rows import Row
from transformers import GenerationConfig

from hmer_kit import Record, build_examples, synthesize
from hmer_kit.alignment import LoopRule
from hmer_kit.tasks import InferenceSettings
from hmer_kit.vlm import Decoding, TaskCollator, generate_candidates
from hmer_kit.vlm.batching.batches import prompt_inputs
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH, LENGTH, QUICK_LENGTH = 8, 96, 32
ROUNDS, QUICK_ROUNDS = 5, 2
IDS, QUICK_IDS = 16_000, 1_000
RULE = LoopRule(min_tokens=16, min_repeats=8)
CASES = {
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


def subject(*, ids: int, quick: bool) -> tuple[Any, Any, list[Any]]:
    """Return the model, its processor and a batch of examples."""
    torch.manual_seed(0)
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
    return model, processor, build_examples(records, tasks=["vanilla"]).examples


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
    model.generation_config, before = settings, model.generation_config
    try:
        with torch.no_grad():
            return model.generate(**prompt_inputs(batch), decoder_input_ids=batch["decoder_input_ids"][:, :width])
    finally:
        model.generation_config = before


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU time of some work, and what it gave."""
    gc.collect()
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def ratio(name: str, model: Any, processor: Any, examples: list[Any], *, length: int, rounds: int) -> dict[str, float]:
    """Let both sides take turns, and return how much longer ours takes, as the median of the rounds."""
    decoding, options = CASES[name]
    decoding = Decoding(
        length, decoding.num_candidates, decoding.temperature, decoding.num_beams, decoding.seed, decoding.loops
    )
    ready = Ready(TaskCollator(processor, model=model), examples)
    ratios, steps = [], []
    for number in range(rounds + 1):
        theirs, ids = seconds(lambda: alone(model, ready.batch, form=ready.form, length=length, options=options))
        ours, found = seconds(
            lambda: generate_candidates(model, processor, examples, decoding=decoding, batch_size=BATCH, collator=ready)
        )
        assert ids.shape[1] - ready.batch["prompt_lengths"][0] == length
        assert all(item.tokens == length and item.finish == "length" for own in found for item in own), "a row ended"
        if number:  # the first turn warms up
            ratios.append(ours / theirs)
            steps.append(theirs / length * 1e3)
    low, _, high = statistics.quantiles(ratios, n=4)
    return {"ratio": statistics.median(ratios), "low": low, "high": high, "step_ms": statistics.median(steps)}


def main() -> None:
    parser = arguments(__doc__)
    args = parser.parse_args()
    torch.set_num_threads(1)
    length, rounds = (QUICK_LENGTH, QUICK_ROUNDS) if args.quick else (LENGTH, ROUNDS)
    model, processor, examples = subject(ids=QUICK_IDS if args.quick else IDS, quick=args.quick)
    figures = {name: ratio(name, model, processor, examples, length=length, rounds=rounds) for name in CASES}
    rows = [
        [name, f"{row['step_ms']:.1f}", f"{row['ratio']:.3f}", f"{row['low']:.3f}-{row['high']:.3f}"]
        for name, row in figures.items()
    ]
    print(f"{BATCH} pictures at once, {length} ids each, {rounds} rounds\n")
    print(table(["decoding", "step alone, ms", "ours / alone", "quartiles"], rows))
    against = "generate of transformers, on the same steps"
    report = [
        Row(f"generate_candidates, {name}", 1 / row["ratio"], "times as fast", against, 1 / row["high"], 1 / row["low"])
        for name, row in figures.items()
    ]
    write_json(args.json, {"generation": figures}, report=report)


if __name__ == "__main__":
    main()
