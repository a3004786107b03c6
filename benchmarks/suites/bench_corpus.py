"""Tools for a corpus: distinct records, statistics, checks of labels, mixtures.

Limits: the parse of each expression where a tool parses, its tokens and a checksum where it compares texts, the bare
walk through the records where it passes them on. Peer: pandas. Memory is that of a process which reads records as they
are made up, each expression another one of 40 tokens or so: what the tools keep of each, up to a million of them.
"""

from __future__ import annotations

from collections import deque
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.expressions import keep, mix
from benchmarks.harness.memory import peak_of_process
from hmer_kit.data import (
    Mixture,
    MixtureSource,
    Record,
    by_expression,
    by_id,
    by_structure,
    by_tokens,
    iter_distinct,
    iter_label_findings,
    record_statistics,
)
from hmer_kit.data.corpus.labels import check_braces, check_parse
from hmer_kit.latex import parse, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

RECORDS, QUICK_RECORDS, PARSED = 20_000, 300, 2_000
SIZES, QUICK_SIZES = (100_000, 1_000_000), (2_000, 10_000)


def made(count: int) -> Iterator[Record]:
    """Records whose expressions are all different and of one length."""
    for number in range(count):
        digits = " ".join(f"{number:08}")
        yield Record(f"r{number:08}", rf"\frac {{ {digits} x ^ {{ 2 }} }} {{ y _ {{ {digits} }} + 1 }} = \sqrt {{ z }}")


def drain(items: Iterable[object]) -> None:
    """Walk through and keep nothing."""
    deque(items, maxlen=0)


def real(count: int) -> list[Record]:
    """Records of real captions."""
    expressions = keep(mix(count)[0], parse)
    return [Record(str(number), latex) for number, latex in enumerate(expressions)]


def mixture(count: int) -> None:
    sources = MixtureSource("a", "a", weight=3), MixtureSource("b", "b", weight=1)
    drain(Mixture(sources, size=count, shuffle=1000).stream(open_source=lambda _: made(count)))


def checksums(records: Iterable[Record]) -> set[bytes]:
    """Keep a checksum of the tokens of each expression."""
    return {blake2b(" ".join(tokenize(record.reference)).encode(), digest_size=16).digest() for record in records}


def bench_distinct_by_id(contest: Contest, quick: bool) -> None:
    count = QUICK_RECORDS if quick else RECORDS
    contest.limit(
        "a set of the ids of the same stream",
        lambda: {record.id for record in made(count)},
        because="records go on one by one, several kinds of keys are taken alike, and a long key becomes a checksum",
    )
    contest.run("iter_distinct by id", lambda: drain(iter_distinct(made(count), by=by_id)), items=count, unit="record")


def bench_distinct_by_tokens(contest: Contest, quick: bool) -> None:
    count = QUICK_RECORDS if quick else RECORDS
    records = list(made(count))
    rows = [(record.id, record.reference) for record in records]
    found = contest.peer_elsewhere(
        "tables",
        "distinct",
        {"rows": rows},
    )
    assert found in (None, sum(1 for _ in iter_distinct(records, by=by_tokens)))
    contest.limit("tokenize, and a checksum of each", lambda: checksums(records))
    contest.run(
        "iter_distinct by tokens", lambda: drain(iter_distinct(records, by=by_tokens)), items=count, unit="record"
    )


@pytest.mark.parametrize("key", [by_structure, by_expression])
def bench_distinct_by_parse(contest: Contest, quick: bool, key: Callable[[Record], object]) -> None:
    records = real(QUICK_RECORDS if quick else PARSED)
    contest.limit(
        "parse of each",
        lambda: [parse(record.reference) for record in records],
        because="the tree is then brought to the form in which equal expressions are equal, or to its label graph",
    )
    contest.run(
        f"iter_distinct by {key.__name__.removeprefix('by_')}",
        lambda: drain(iter_distinct(records, by=key)),
        items=len(records),
        unit="record",
    )


def bench_statistics(contest: Contest, quick: bool) -> None:
    records = real(QUICK_RECORDS if quick else PARSED)
    contest.limit(
        "tokenize and parse of each",
        lambda: [(tokenize(record.reference), parse(record.reference)) for record in records],
        because="relations come from the label graph of each tree, sizes and two kinds of depth from walks over it",
    )
    contest.run("record_statistics", lambda: record_statistics(records), items=len(records), unit="record")


def bench_checks(contest: Contest, quick: bool) -> None:
    records = real(QUICK_RECORDS if quick else PARSED)
    contest.limit("parse of each", lambda: [parse(record.reference) for record in records])
    contest.run(
        "check_braces and check_parse",
        lambda: drain(iter_label_findings(records, checks=[check_braces, check_parse])),
        items=len(records),
        unit="record",
    )


def bench_mixture(contest: Contest, quick: bool) -> None:
    count = QUICK_RECORDS if quick else RECORDS
    contest.limit(
        "the bare walk through as many records",
        lambda: drain(made(count)),
        because="a share is kept exactly after every record, a place drawn in the buffer, and what passes is counted",
    )
    contest.run("mixture of two sources, shuffled", lambda: mixture(count), items=count, unit="record")


@pytest.mark.parametrize("key", [by_id, by_tokens])
def bench_growth(growth: Growth, key: Callable[[Record], object]) -> None:
    growth.of(
        f"iter_distinct {key.__name__}",
        lambda count: drain(iter_distinct(made(count), by=key)),
        make=lambda count: count,
        sizes=[2**power for power in range(9, 17)],
    )


HELD = {
    "iter_distinct by id": "drain(iter_distinct(made(count), by=by_id))",
    "iter_distinct by tokens": "drain(iter_distinct(made(count), by=by_tokens))",
    "a set of the expressions": "kept = {record.reference for record in made(count)}",
    "mixture, shuffled": "mixture(count)",
}
MOST_BYTES = {"iter_distinct by id": 250, "iter_distinct by tokens": 400}
"""Bytes that a tool may keep of each record."""


@pytest.mark.parametrize("name", HELD)
def bench_memory(memory: Memory, quick: bool, name: str) -> None:
    sizes = QUICK_SIZES if quick else SIZES
    code = f"import sys\nfrom benchmarks.suites.bench_corpus import *\ncount = int(sys.argv[1])\n{HELD[name]}"
    flat = name == "mixture, shuffled"
    peaks = memory.by_size(
        name,
        lambda size: peak_of_process(code, size),
        sizes=sizes,
        more=16 if flat else None,
        because="" if flat else "what was seen is held, a key of at most 32 characters or a checksum for each record",
    )
    if not quick and name in MOST_BYTES:
        assert (peaks[-1] - peaks[0]) * 2**20 / (sizes[-1] - sizes[0]) < MOST_BYTES[name]
