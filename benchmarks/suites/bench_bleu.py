"""Corpus BLEU-4 of LaTeX tokens.

Peers: sacrebleu, nltk, torchmetrics, evaluate. All of them mean the same on predictions of four tokens and more, and
there their numbers are held against ours; on shorter ones ours are those of nltk, as the released script has them.
Limit: the n-grams of both sides of the pairs that differ, counted by ``collections.Counter``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.pairs import Pairs, differing, pairs, pairs_of_size
from benchmarks.restated import scores as released
from hmer_kit.scoring import score

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth

ALL, SOME, QUICK = 10_000, 2_000, 200
SLOW_ROUNDS = 3
"""For peers that take seconds."""
ORDERS = range(1, 5)
PEERS = {
    "text_bleu": ("sacrebleu_corpus", "nltk_corpus"),
    "hub_metrics": ("bleu",),
}
SLOW_PEERS = {"text_bleu": ("torchmetrics_bleu", "torchmetrics_sacre_bleu")}


@pytest.fixture(scope="module")
def found(quick: bool) -> tuple[Pairs, str]:
    """As many pairs as there are."""
    return long_pairs(QUICK if quick else ALL)


@pytest.fixture(scope="module")
def some(quick: bool) -> tuple[Pairs, str]:
    """Pairs for slow peers."""
    return long_pairs(QUICK if quick else SOME)


def long_pairs(number: int) -> tuple[Pairs, str]:
    """Return pairs that everybody counts alike: four tokens and more on both sides."""
    every, source = pairs(number)
    long = [pair for pair in zip(*every, strict=True) if min(len(side.split()) for side in pair) >= len(ORDERS)]
    return ([pair[0] for pair in long], [pair[1] for pair in long]), f"{source}, of 4 tokens and more"


def join(contest: Contest, given: Pairs, peers: dict[str, tuple[str, ...]]) -> None:
    """Let peers take part, and hold what they say against ours."""
    ours = score(*given).bleu
    for module, functions in peers.items():
        for function in functions:
            answer = contest.peer_elsewhere(module, function, {"preds": given[0], "target": given[1]})
            assert answer is None or answer == pytest.approx(ours, abs=1e-6), function  # torchmetrics: float32


def counted(given: Pairs) -> list[int]:
    """Count n-grams, and what both sides have of them, where they differ."""
    shared = []
    for pair in differing(given):
        predicted, expected = (side.split() for side in pair)
        for order in ORDERS:
            grams = [Counter(zip(*(side[at:] for at in range(order)), strict=False)) for side in (predicted, expected)]
            shared.append((grams[0] & grams[1]).total())
    return shared


def bench_corpus(contest: Contest, found: tuple[Pairs, str], quick: bool) -> None:
    given, source = found
    assert score(*given).bleu == pytest.approx(released.bleu(*given), abs=1e-9)
    short = pairs(QUICK if quick else ALL)[0]
    assert score(*short).bleu == pytest.approx(released.bleu(*short), abs=1e-9)  # short ones as nltk has them
    join(contest, given, PEERS)
    contest.limit("n-grams of pairs that differ, by Counter", lambda: counted(given))
    contest.run(f"BLEU-4, {source}", lambda: score(*given).bleu, items=len(given[0]), unit="pair")


def bench_corpus_of_some(contest: Contest, some: tuple[Pairs, str]) -> None:
    given, source = some
    join(contest, given, SLOW_PEERS)
    contest.run(f"BLEU-4, {source}", lambda: score(*given).bleu, items=len(given[0]), unit="pair", rounds=SLOW_ROUNDS)


def bench_growth(growth: Growth) -> None:
    growth.of("BLEU-4", lambda given: score(*given).bleu, make=pairs_of_size, sizes=[2**n for n in range(9, 15)])


def bench_growth_of_one_pair(growth: Growth) -> None:
    growth.of(
        "BLEU-4 of one long pair",
        lambda given: score(*given).bleu,
        make=lambda size: (["x + y _ { i } " * size], ["x - y _ { i } " * size]),
        sizes=[2**n for n in range(8, 14)],
    )
