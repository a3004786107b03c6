"""Candidate pairs to an error corpus and its marked rows, and pairs of symbols that are taken for one another.

Peer: a script with ``difflib.SequenceMatcher``, restated as people write it. Limit: rapidfuzz's own edits of the pairs
that differ, and ``json.dumps`` of what is written. Candidates are real captions, over and over with other ids; two of
three are wrong in a symbol or two, as several samples of a model are.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rapidfuzz.distance import Levenshtein

from benchmarks.harness.expressions import keep, mix
from benchmarks.harness.memory import peak_of_process
from benchmarks.harness.pairs import Pairs, differing, pairs
from benchmarks.restated import mining as script
from hmer_kit.error_mining import ConfusionStream, corrupt
from hmer_kit.error_mining.corpus import Candidate, CorpusSettings, Origin, mine_errors, open_corpus, write_corpus
from hmer_kit.tasks import write_error_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

CAPTIONS, QUICK_CAPTIONS = 1000, 50
SAMPLES, ROUNDS = 3, 3
PAIRS, QUICK_PAIRS = 3000, 200
Known = list[tuple[str, tuple[str, ...]]]
NO_NOTATION = CorpusSettings(notation="")
MINED = """
import sys, tempfile
from collections import deque
from benchmarks.suites.bench_error_mining import candidates, known_errors, NO_NOTATION
from hmer_kit.error_mining.corpus import mine_errors
deque(mine_errors(candidates(known_errors(500)[0], int(sys.argv[1])), settings=NO_NOTATION, buffer=5000), maxlen=0)
"""


def known_errors(number: int) -> tuple[Known, str]:
    """Return captions with the samples of each: a right one and two that are wrong."""
    rng = random.Random(0)
    captions, source = mix(number)

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng)

    return [(latex, (latex, wrong(latex), wrong(latex))) for latex in keep(captions, wrong)], source


def candidates(known: Known, number: int) -> Iterator[Candidate]:
    """Yield so many candidates, the samples of an expression one after the other."""
    origins = [Origin("bench", fold=0, sample=sample, temperature=0.7) for sample in range(SAMPLES)]
    found = (
        Candidate(f"expression {index}", reference, prediction, origin)
        for index, (reference, samples) in enumerate(itertools.cycle(known))
        for prediction, origin in zip(samples, origins, strict=True)
    )
    return itertools.islice(found, number)


@pytest.fixture(scope="module")
def known(quick: bool) -> tuple[Known, str]:
    """Expressions with their samples."""
    return known_errors(QUICK_CAPTIONS if quick else CAPTIONS)


def triples(given: list[Candidate]) -> list[tuple[str, str, str]]:
    """Return what the script is given."""
    return [(each.id, each.reference, each.prediction) for each in given]


def editops(given: list[Candidate]) -> list[object]:
    """Return what rapidfuzz says of the candidates that differ."""
    return [
        Levenshtein.editops(each.prediction.split(), each.reference.split())
        for each in given
        if each.prediction != each.reference
    ]


def bench_corpus(contest: Contest, known: tuple[Known, str]) -> None:
    expressions, source = known
    given = list(candidates(expressions, SAMPLES * len(expressions)))
    rows = list(mine_errors(given, settings=NO_NOTATION))
    wrong = {(row["id"], row["prediction"]) for row in script.mine(triples(given))}
    assert {(row.id, row.prediction) for row in rows if row.edits} == wrong  # the same errors, in another order
    contest.peer("a script with difflib", lambda: script.mine(triples(given)))
    contest.limit(
        "rapidfuzz's edits of what differs",
        lambda: editops(given),
        because="sorted and told apart by id, checked, grouped, with bands and origins: a row and not a list of edits",
    )
    contest.run(
        f"candidates sorted and aligned, {source}",
        lambda: deque(mine_errors(given, settings=NO_NOTATION), maxlen=0),
        items=len(given),
        unit="candidate",
        rounds=ROUNDS,
    )


def bench_corpus_and_rows(contest: Contest, known: tuple[Known, str]) -> None:
    expressions, source = known
    given = list(candidates(expressions, SAMPLES * len(expressions)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def ours() -> None:
            write_corpus(folder / "corpus.jsonl", mine_errors(given, settings=NO_NOTATION), settings=NO_NOTATION)
            write_error_data(folder, open_corpus(folder / "corpus.jsonl"), image_name="{}.png".format)

        ours()
        files = [folder / f"error_{task}.json" for task in ("detection", "correction")]
        written = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [*map(json.loads, lines)]
        assert len(written[0]) == len(written[1]) == script.mine_and_write(triples(given), folder)

        def least() -> None:
            editops(given)
            [json.dumps(row) for row in rows]
            [json.loads(line) for line in lines]
            [json.dumps(each, indent=4, ensure_ascii=False) for each in written]

        contest.peer("a script with difflib", lambda: script.mine_and_write(triples(given), folder))
        contest.limit("rapidfuzz's edits, JSON written and read", least)
        contest.run(
            f"candidates to a corpus and rows of both tasks, {source}",
            ours,
            items=len(given),
            unit="candidate",
            rounds=ROUNDS,
        )


def bench_confusion_pairs(contest: Contest, quick: bool) -> None:
    given, source = pairs(QUICK_PAIRS if quick else PAIRS)

    def ours() -> object:
        stream = ConfusionStream(profile=None, max_contexts=0)
        stream.update(*given)
        return stream.table()

    contest.peer("a script with difflib", lambda: script.confusions(*given))
    contest.limit(
        "splitting, rapidfuzz's edits of pairs that differ",
        lambda: aligned(given),
        because="each pair is counted with its samples and examples, each symbol read right too, and all is ranked",
    )
    contest.run(f"confusion pairs, {source}", ours, items=len(given[0]), unit="pair", rounds=ROUNDS)


def aligned(given: Pairs) -> list[object]:
    """Return the edits of pairs that differ; symbols of the others are counted, and so split."""
    for reference in given[1]:
        reference.split()
    return [Levenshtein.editops(prediction.split(), reference.split()) for prediction, reference in differing(given)]


def bench_growth(growth: Growth) -> None:
    expressions = known_errors(200)[0]
    growth.of(
        "candidates sorted and aligned",
        lambda given: deque(mine_errors(given, settings=NO_NOTATION), maxlen=0),
        make=lambda number: list(candidates(expressions, number)),
        sizes=[2**n for n in range(9, 15)],
    )


def bench_memory(memory: Memory) -> None:
    memory.by_size(
        "process that mines candidates, 5,000 of them held",
        lambda number: peak_of_process(MINED, number),
        sizes=[10_000, 100_000],
        more=12,
        unit="candidates",
    )
