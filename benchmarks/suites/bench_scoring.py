"""Scores of predictions: rates within k edits, error rates, protocols, structure, streams, intervals.

Peers: the released script restated, jiwer, torchmetrics, latex2mathml, pylatexenc, scipy's bootstrap; their numbers are
held against ours wherever both mean the same. Limits: splitting and rapidfuzz's own distance of the pairs that differ,
and, where a protocol reads LaTeX, the bare parse of what has to be read.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from benchmarks.harness.memory import peak_of_process
from benchmarks.harness.pairs import Pairs, as_data, differing, distances, pairs, pairs_of_size, spaceless
from benchmarks.restated import scores as released
from hmer_kit.latex import parse, to_latex, tokenize
from hmer_kit.scoring import RELEASED_MEASURES, ScoreStream, score

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

ALL, SOME, QUICK = 10_000, 2_000, 200
SLOW_ROUNDS = 3
"""For peers that take a second."""
ROWS = "a row of each pair is kept, off which every other measure, runaways and intervals are read"
FEW, MORE, MANY = 10_000, 100_000, 1_000_000
STREAMED = """
import sys
from benchmarks.harness.pairs import pairs_of_size
from hmer_kit.scoring import ScoreStream
stream, batch = ScoreStream(["expression_rate", "edit_score", "token_error_rate"]), pairs_of_size(5_000)
for _ in range(int(sys.argv[1]) // 5_000):
    stream.update(*batch)
assert stream.n == int(sys.argv[1])
"""


@pytest.fixture(scope="module")
def found(quick: bool) -> tuple[Pairs, str]:
    """As many pairs as there are."""
    return pairs(QUICK if quick else ALL)


@pytest.fixture(scope="module")
def some(quick: bool) -> tuple[Pairs, str]:
    """Pairs for slow peers."""
    return pairs(QUICK if quick else SOME)


def figures(given: Pairs) -> list[float]:
    """Edit score, released "CER", the rates within 0 to 3 edits."""
    result = score(*given)
    return [result.edit_score, result.released_cer, *map(result.expression_rate, range(4))]


def everything(given: Pairs) -> list[float]:
    """The same and BLEU."""
    result = score(*given)
    return [result.edit_score, result.released_cer, *map(result.expression_rate, range(4)), result.bleu]


def bench_rates(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found
    assert figures(given) == pytest.approx(released.edits(*given), abs=1e-9)
    contest.peer(
        "the released script without BLEU, restated with rapidfuzz",
        lambda: released.edits(*given),
    )
    contest.limit("splitting, rapidfuzz's distance of pairs that differ", lambda: distances(given), because=ROWS)
    contest.run(f"rates, edit score, {source}", lambda: figures(given), items=len(given[0]), unit="pair")


def bench_released_figures(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found
    assert everything(given) == pytest.approx(released.everything(*given), abs=1e-9)
    contest.peer("the whole released script, restated", lambda: released.everything(*given))
    contest.run(f"all figures of the released script, {source}", lambda: everything(given), items=len(given[0]))


def bench_streamed_figures(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def streamed() -> list[float]:
        stream = ScoreStream(RELEASED_MEASURES)
        stream.update(*given)
        return list(stream.rates().values())

    assert sorted(streamed()) == pytest.approx(sorted(score(*given).rates(RELEASED_MEASURES).values()), abs=1e-12)
    contest.peer("the whole released script, restated", lambda: released.everything(*given))
    contest.limit("the same in one list", lambda: score(*given).rates(RELEASED_MEASURES))
    contest.run(f"all figures, streamed, {source}", streamed, items=len(given[0]), unit="pair")


def bench_token_error_rate(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found
    for function in ("jiwer_wer", "jiwer_process_words"):
        answer = contest.peer_elsewhere("text_scores", function, as_data(given))
        said = answer["edits"] / answer["tokens"] if isinstance(answer, dict) else answer
        assert said is None or said == pytest.approx(score(*given).token_error_rate, abs=1e-12)
    contest.peer_elsewhere("hub_metrics", "wer", as_data(given))
    contest.limit("splitting, rapidfuzz's distance of pairs that differ", lambda: distances(given), because=ROWS)
    contest.run(f"token error rate, {source}", lambda: score(*given).token_error_rate, items=len(given[0]), unit="pair")


def bench_token_error_rate_of_some(contest: Contest, some: tuple[Pairs, str]) -> None:
    given, source = some
    answer = contest.peer_elsewhere("text_scores", "torchmetrics_wer", as_data(given))
    assert answer is None or answer == pytest.approx(score(*given).token_error_rate, rel=1e-6)  # float32
    contest.peer_elsewhere("text_scores", "torchmetrics_mer", as_data(given))
    contest.run(
        f"token error rate, {source}", lambda: score(*given).token_error_rate, items=len(given[0]), rounds=SLOW_ROUNDS
    )


def bench_character_error_rate(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = spaceless(found[0]), found[1]

    def rate() -> float:
        return score(*given).rate("character_error_rate")

    def least() -> list[int]:
        sides = (("".join(p.split()), "".join(t.split())) for p, t in zip(*given, strict=True))
        return [0 if p == t else Levenshtein.distance(p, t) for p, t in sides]

    answer = contest.peer_elsewhere("text_scores", "jiwer_cer", as_data(given))
    assert answer is None or answer == pytest.approx(rate(), abs=1e-12)
    contest.limit("blanks taken out, rapidfuzz's distance of pairs that differ", least, because=ROWS)
    contest.run(f"character error rate, {source}", rate, items=len(given[0]), unit="pair")


def bench_character_edits_of_some(contest: Contest, some: tuple[Pairs, str]) -> None:
    given, source = spaceless(some[0]), some[1]

    def edits() -> int:
        return score(*given).totals("character_error_rate")[1]

    answer = contest.peer_elsewhere("text_scores", "torchmetrics_cer", as_data(given))
    assert answer is None or answer == pytest.approx(score(*given).rate("character_error_rate"), rel=1e-6)
    answer = contest.peer_elsewhere("text_scores", "torchmetrics_edit_distance", as_data(given))
    assert answer is None or answer >= edits()  # its search is banded: on long pairs that differ much it finds too many
    contest.run(f"character edits, {source}", edits, items=len(given[0]), rounds=SLOW_ROUNDS)


def bench_exact_match(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def alike() -> float:
        return sum(p.split() == t.split() for p, t in zip(*given, strict=True)) / len(given[0])

    def rate(protocol: str = "released") -> float:
        return score(*given, protocol=protocol).expression_rate()

    assert rate() == pytest.approx(alike(), abs=1e-12)
    contest.peer_elsewhere("hub_metrics", "exact_match", as_data(given))
    contest.limit("splitting both sides and comparing", alike, because=ROWS)
    contest.run(f"expression rate alone, {source}", rate, items=len(given[0]), unit="pair")


def bench_exact_protocol(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def tokenized() -> list[int]:
        return [Levenshtein.distance(tokenize(p), tokenize(t)) for p, t in differing(given)]

    contest.limit("LaTeX tokens of pairs that differ, rapidfuzz's distance of them", tokenized, because=ROWS)
    contest.run(
        f"expression rate by exact tokens, {source}",
        lambda: score(*given, protocol="exact").expression_rate(),
        items=len(given[0]),
        unit="pair",
    )


@pytest.mark.parametrize("protocol", ["same_ink", "loose"])
def bench_normalized_protocols(contest: Contest, found: tuple[Pairs, str], protocol: str) -> None:
    given, source = found
    contest.peer_elsewhere("well_formed", "mathml_of_both_sides", as_data(given))
    contest.limit(
        "parse of both sides of pairs that differ, and LaTeX of it",
        lambda: deque((to_latex(parse(text, on_error="recover")) for pair in differing(given) for text in pair), 0),
        because="rules of spelling are applied to both trees until nothing changes",
    )
    contest.run(
        f"expression rate by {protocol}, {source}",
        lambda: score(*given, protocol=protocol).expression_rate(),
        items=len(given[0]),
        unit="pair",
        rounds=SLOW_ROUNDS,
    )


def bench_structure(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def parsed() -> None:
        for prediction, reference in zip(*given, strict=True):
            parse(reference, on_error="recover")
            if prediction != reference:
                parse(prediction, on_error="recover")

    contest.limit(
        "parse of each reference, and of predictions that differ",
        parsed,
        because="label graphs are made of all trees, aligned, and compared by place and by structure",
    )
    contest.run(
        f"structure rate, symbols and relations, {source}",
        lambda: score(*given).rate("structure_rate"),
        items=len(given[0]),
        unit="pair",
        rounds=SLOW_ROUNDS,
    )


def bench_label_graphs(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found
    contest.limit(
        "parse of both sides of pairs that differ",
        lambda: deque((parse(text, on_error="recover") for pair in differing(given) for text in pair), 0),
        because="graphs are made of both trees and compared label by label",
    )
    contest.run(
        f"expression rate by label_graph, {source}",
        lambda: score(*given, protocol="label_graph").expression_rate(),
        items=len(given[0]),
        unit="pair",
        rounds=SLOW_ROUNDS,
    )


def bench_well_formed(contest: Contest, found: tuple[Pairs, str]) -> None:
    given, source = found

    def rate() -> float:
        return score(*given).rate("parse_rate")

    contest.peer_elsewhere("well_formed", "strict_parse", as_data(given))
    contest.limit("parse of the predictions", lambda: deque((parse(text, on_error="recover") for text in given[0]), 0))
    contest.run(f"parse rate, {source}", rate, items=len(given[0]), unit="prediction", rounds=SLOW_ROUNDS)


@pytest.mark.parametrize("measure", ["expression_rate", "edit_score", "bleu"])
def bench_intervals(contest: Contest, found: tuple[Pairs, str], quick: bool, measure: str) -> None:
    given, source = found
    resamples = 100 if quick else 1000
    result = score(*given)
    rows = np.array(result.counts(measure))

    def drawn() -> list[float]:
        rng, rates = np.random.default_rng(0), []
        for _ in range(resamples):
            sums = rows[rng.integers(0, len(rows), len(rows))].sum(axis=0)
            rates.append(float(sums[1] / sums[0]))
        return rates

    if measure != "bleu":
        from scipy.stats import bootstrap

        values = rows[:, 1] / (1 if measure == "expression_rate" else 2**32)

        def theirs() -> tuple[float, float]:
            found = bootstrap((values,), np.mean, n_resamples=resamples, batch=100, method="percentile", rng=0)
            return float(found.confidence_interval.low), float(found.confidence_interval.high)

        ours = result.interval(measure, n_resamples=resamples)
        assert (ours.low, ours.high) == pytest.approx(theirs(), abs=0.02 if quick else 0.002)
        contest.peer(
            "scipy.stats.bootstrap, of the same numbers",
            theirs,
        )
    contest.peer("drawing rows with numpy in a loop", drawn)
    contest.run(
        f"interval of {measure}, {resamples:,} resamples, {source}",
        lambda: result.interval(measure, n_resamples=resamples),
    )


def bench_growth(growth: Growth) -> None:
    growth.of("figures of the released script", everything, make=pairs_of_size, sizes=[2**n for n in range(10, 16)])


def bench_memory(memory: Memory) -> None:
    memory.by_size(
        "process of a ScoreStream",
        lambda number: peak_of_process(STREAMED, number),
        sizes=[FEW, MORE, MANY],
        more=2,
        unit="pairs",
    )
