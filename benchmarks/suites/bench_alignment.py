"""Aligning predictions with references, token by token.

Peers: nltk and jiwer. Limit: the list of edits of rapidfuzz, and one plain object made for each step; rapidfuzz alone
gives no steps for equal tokens, and places instead of tokens.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from benchmarks.harness.expressions import DATA, made_up
from benchmarks.harness.memory import traced_peak
from hmer_kit.alignment import align, edit_distance

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

PAIRS, FEW, QUICK_PAIRS = 3000, 300, 60
Pairs = list[tuple[list[str], list[str]]]


class Step:
    """What is made of a step at least."""

    __slots__ = ("op", "place", "reference_place", "reference_token", "token")

    def __init__(self, op: str, token: str, reference_token: str, place: int, reference_place: int) -> None:
        self.op = op
        self.token = token
        self.reference_token = reference_token
        self.place = place
        self.reference_place = reference_place


def pairs(number: int) -> tuple[Pairs, str]:
    """Return pairs of tokens, prediction and reference, and what they are."""
    files = sorted(DATA.glob("predictions/*/*_pred.json"))
    rows = [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]
    if rows:
        number = min(number, len(rows))
        taken = [rows[at * len(rows) // number] for at in range(number)]
        found = [(row["pred"].split(), row["gt"].split()) for row in taken]
        return found, f"published predictions, {number:,} of {len(rows):,}"
    rng = random.Random(0)
    found = []
    for latex in made_up(number):
        prediction = latex.split()
        prediction[rng.randrange(len(prediction))] = "Q"
        found.append((prediction, latex.split()))
    return found, "made-up expressions with a token wrong in each (REAL DATA ABSENT: ../shared/data is not there)"


def steps_at_least(given: Pairs) -> None:
    for prediction, reference in given:
        edits = Levenshtein.editops(reference, prediction).as_list()
        tokens = prediction if len(prediction) >= len(reference) else reference
        steps = [Step("equal", token, token, at, at) for at, token in enumerate(tokens)]
        assert len(edits) <= len(steps)


def bench_align(contest: Contest, quick: bool) -> None:
    given, source = pairs(QUICK_PAIRS if quick else PAIRS)
    edits = sum(len(align(*pair).errors) for pair in given)
    assert edits == sum(Levenshtein.distance(*pair) for pair in given)
    answer = contest.peer_elsewhere("alignments", "jiwer_words", given)
    assert answer in (None, edits), f"jiwer counts {answer} edits, we {edits}"
    contest.limit("rapidfuzz's list of edits, and a plain object for each step", lambda: steps_at_least(given))
    contest.run(f"align, {source}", lambda: [align(*pair) for pair in given], items=len(given), unit="pair")


def bench_align_few(contest: Contest, quick: bool) -> None:
    given, source = pairs(QUICK_PAIRS if quick else FEW)
    edits = sum(len(align(*pair).errors) for pair in given)
    answer = contest.peer_elsewhere("alignments", "nltk_align", given)
    assert answer in (None, edits), f"nltk counts {answer} edits, we {edits}"
    contest.run(f"align, {source}", lambda: [align(*pair) for pair in given], items=len(given), unit="pair")


def bench_align_by_structure(contest: Contest, quick: bool) -> None:
    given, source = pairs(QUICK_PAIRS if quick else FEW)
    contest.peer_elsewhere("alignments", "nltk_align", given)
    contest.run(
        f"align by structure, {source}",
        lambda: [align(*pair, cost="structure") for pair in given],
        items=len(given),
        unit="pair",
    )


def bench_distance(contest: Contest, quick: bool) -> None:
    given, source = pairs(QUICK_PAIRS if quick else PAIRS)
    contest.limit(
        "rapidfuzz alone",
        lambda: [Levenshtein.distance(*pair) for pair in given],
        because="half of the time goes into seeing that every token is a string",
    )
    contest.run(
        f"edit_distance, {source}", lambda: [edit_distance(*pair) for pair in given], items=len(given), unit="pair"
    )


def bench_growth(growth: Growth) -> None:
    def pair(size: int) -> tuple[list[str], list[str]]:
        reference = ["x", "+", "y", "="] * (size // 4)
        prediction = list(reference)
        prediction[:: max(1, size // 16)] = ["Q"] * len(prediction[:: max(1, size // 16)])
        return prediction, reference

    growth.of(
        "align",
        lambda both: align(*both),
        make=pair,
        sizes=[2**n for n in range(8, 14)],
        at_most=4.4,
        because="the least edits of two lists take the product of their lengths",
    )


def bench_memory(memory: Memory) -> None:
    def peak(size: int) -> float:
        reference = ["x", "+"] * (size // 2)
        return traced_peak(lambda: align([*reference[:-1], "Q"], reference))

    memory.by_size(
        "align, one token wrong",
        peak,
        sizes=[1_000, 10_000, 100_000],
        more=None,
        unit="tokens",
        because="an alignment holds a step for every token",
    )
