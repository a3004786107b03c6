"""Metrics of a validation run: updates with its batches, compute, and memory of their states.

Peers: torchmetrics' own text metrics, updated with the same batches; their numbers are held against ours where both
mean the same. Limits: the same sums by ``ScoreStream``, which is no metric; and the validation step that the metrics
stand in, of the smallest model there is: the untrained recognizer of ``hmer_kit.vlm.small`` answers on the CPU,
greedily, as many ids as the longest reference has tokens. With a larger model the share of the metrics shrinks.
"""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import torch

from benchmarks.harness.memory import peak_of_process
from benchmarks.harness.pairs import pairs
from hmer_kit import Record, build_examples, synthesize
from hmer_kit.error_mining import corrupt
from hmer_kit.metrics import BLEU, CharacterErrorRate, ExpressionRate, TokenErrorRate, score_metrics
from hmer_kit.scoring import ScoreStream
from hmer_kit.vlm import generate
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

BATCH, PAIRS, QUICK_PAIRS, ROUNDS = 32, 2048, 192, 3
STEPS, QUICK_STEPS, STEP_BATCH = 4, 1, 16
USUAL = ("expression_rate", "expression_rate_1", "token_error_rate", "edit_score", "bleu")
SHARE = 0.05
"""Of the time of a validation step that metrics may take."""
Batches = list[tuple[list[str], list[str]]]
STATE = """
import sys
import torch
from benchmarks.harness.pairs import pairs_of_size
from hmer_kit.metrics import ExpressionRate
metric, batch = ExpressionRate(n_bootstraps=int(sys.argv[1])), pairs_of_size(500)
for _ in range(int(sys.argv[2]) // 500):
    metric.update(*batch)
"""


@pytest.fixture(scope="module")
def found(quick: bool) -> tuple[Batches, str]:
    """Batches of pairs."""
    return batches(QUICK_PAIRS if quick else PAIRS)


def batches(number: int) -> tuple[Batches, str]:
    """Return pairs in batches of a validation run; without blanks alone they would be no tokens."""
    given, source = pairs(number)
    starts = range(0, len(given[0]), BATCH)
    return [(given[0][at : at + BATCH], given[1][at : at + BATCH]) for at in starts], source


def run(metric: Any, given: Batches) -> Any:
    """Update with every batch, and compute."""
    metric.reset()
    for batch in given:
        metric.update(*batch)
    return metric.compute()


def as_data(given: Batches) -> dict[str, list[list[str]]]:
    """Return what peers elsewhere are given."""
    return {"preds": [preds for preds, _ in given], "target": [target for _, target in given]}


def spaceless(given: Batches) -> Batches:
    """Return the batches without blanks: what a character error rate is of."""
    return [tuple(["".join(text.split()) for text in side] for side in batch) for batch in given]  # type: ignore[misc]


def streamed(given: Batches, measure: str) -> dict[str, float]:
    """Add up the same without torch."""
    stream = ScoreStream([measure])
    for batch in given:
        stream.update(*batch)
    return stream.rates()


def bench_token_error_rate(contest: Contest, found: tuple[Batches, str]) -> None:
    given, source = found
    metric = TokenErrorRate()
    answer = contest.peer_elsewhere("text_metrics", "word_error_rate", as_data(given))
    assert answer is None or answer == pytest.approx(float(run(metric, given)), rel=1e-5)
    contest.peer_elsewhere("text_metrics", "match_error_rate", as_data(given))
    contest.limit("ScoreStream, the same sums", lambda: streamed(given, "token_error_rate"))
    items = len(given)
    contest.run(
        f"TokenErrorRate, {source}", lambda: run(metric, given), items=items, unit=f"batch of {BATCH}", rounds=ROUNDS
    )


def bench_character_error_rate(contest: Contest, found: tuple[Batches, str]) -> None:
    given, source = spaceless(found[0]), found[1]
    metric = CharacterErrorRate()
    answer = contest.peer_elsewhere("text_metrics", "char_error_rate", as_data(given))
    assert answer is None or answer == pytest.approx(float(run(metric, given)), rel=1e-5)
    contest.limit("ScoreStream, the same sums", lambda: streamed(given, "character_error_rate"))
    contest.run(f"CharacterErrorRate, {source}", lambda: run(metric, given), items=len(given), rounds=ROUNDS)


def bench_bleu(contest: Contest, found: tuple[Batches, str]) -> None:
    given, source = found
    metric = BLEU()
    contest.peer_elsewhere("text_metrics", "bleu_score", as_data(given))  # other denominators: see the suite bleu
    contest.limit("ScoreStream, the same sums", lambda: streamed(given, "bleu"))
    contest.run(f"BLEU, {source}", lambda: run(metric, given), items=len(given), rounds=ROUNDS)


def bench_expression_rate(contest: Contest, found: tuple[Batches, str]) -> None:
    given, source = found
    metric = ExpressionRate()
    assert float(run(metric, given)) == pytest.approx(streamed(given, "expression_rate")["expression_rate"], rel=1e-6)
    contest.limit("ScoreStream, the same sums", lambda: streamed(given, "expression_rate"))
    contest.run(f"ExpressionRate, {source}", lambda: run(metric, given), items=len(given), unit=f"batch of {BATCH}")


def bench_usual_five(contest: Contest, found: tuple[Batches, str]) -> None:
    given, source = found
    metrics = score_metrics(USUAL)
    metrics.update(*given[0])  # a collection knows what counts alike from its first batch on
    contest.peer_elsewhere("text_metrics", "usual_five", as_data(given))
    contest.run(f"the usual five, {source}", lambda: run(metrics, given), items=len(given), rounds=ROUNDS)


def bench_beside_a_validation_step(contest: Contest, quick: bool) -> None:
    step, examples, answers = steps(QUICK_STEPS if quick else STEPS)
    metrics = score_metrics(USUAL)
    metrics.update(*answers[0])
    contest.limit(
        "a validation step of the small recognizer", lambda: [step(batch) for batch in examples], at_most=SHARE
    )
    contest.run(
        "the usual five beside the step that they stand in",
        lambda: run(metrics, answers),
        items=len(answers),
        unit=f"batch of {STEP_BATCH}",
        rounds=ROUNDS,
    )


def steps(number: int) -> tuple[Callable[[list[Any]], list[str]], list[list[Any]], Batches]:
    """Return the step, batches for it, and what a trained model would answer: every third with a symbol wrong."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    records = [Record(image.name, latex, image=image) for latex, image in synthesize(number * STEP_BATCH, seed=1)]
    processor = small_processor({token for record in records for token in record.reference.split()})
    examples = build_examples(records, tasks=["vanilla"]).examples
    cut = [list(examples[start : start + STEP_BATCH]) for start in range(0, len(examples), STEP_BATCH)]
    model = small_model(processor.tokenizer).eval()
    rng = random.Random(0)
    targets = [[example.target for example in batch] for batch in cut]
    answered = [
        ([latex if at % 3 else corrupt(latex, rng=rng) for at, latex in enumerate(target)], target)
        for target in targets
    ]
    return partial(answer, model, processor), cut, answered


def answer(model: Any, processor: Any, batch: list[Any]) -> list[str]:
    """Answer a batch, as many ids as its longest reference has tokens."""
    longest = max(len(example.target.split()) for example in batch)
    return generate(model, processor, batch, max_new_tokens=longest, batch_size=STEP_BATCH)


def bench_growth(growth: Growth) -> None:
    growth.of(
        "ExpressionRate over batches",
        lambda given: run(ExpressionRate(), given),
        make=lambda number: batches(number)[0],
        sizes=[2**n for n in range(9, 13)],
    )


@pytest.mark.parametrize("resamples", [0, 100])
def bench_memory(memory: Memory, resamples: int) -> None:
    memory.by_size(
        f"process of an ExpressionRate with {resamples} resamples" if resamples else "process of an ExpressionRate",
        lambda number: peak_of_process(STATE, resamples, number),
        sizes=[10_000, 100_000] if resamples else [10_000, 1_000_000],
        more=4,
        unit="pairs",
    )
