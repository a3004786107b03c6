"""A million records through what reads, writes and counts as it goes: exact counts, and memory that does not follow.

Each job runs over a hundred thousand records and over a million, each time in a process of its own. Between the two,
the memory that it holds at its peak may grow by what the job has to keep of each record, as stands beside it, and by
24 MiB of chance. A list of the records would take 1 KiB of each.
"""

from __future__ import annotations

import functools
import itertools
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stress.faults.forked import HAS_LIMITS, MIB, Limits, in_child
from stress.harness.trial import NotTried, survived

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hmer_kit.data import Conversation, Record

SHARE = 2.0
AT_LEAST = 1
LIMIT = 1800.0
FEW, MANY = 100_000, 1_000_000
CHANCE_MIB = 24
SECONDS = 1200.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something that goes through records."""

    run: Callable[[Path, int], int]
    """Goes through that many, and returns how many it counted at the end."""
    kept: int = 0
    """Bytes that it may keep of each record: ids, checksums, places of rows."""


def records(count: int) -> Iterator[Record]:
    """Yield records as short as real ones are at their shortest, no two alike."""
    from hmer_kit.data import Record

    for number in range(count):
        digits = " ".join(f"{number:06}")
        yield Record(f"r{number:07}", f"{digits} + x", prediction=f"{digits} + x" if number % 10 else f"{digits} - x")


def conversations(count: int) -> Iterator[Conversation]:
    from hmer_kit.data import conversation

    return (conversation("Read it.", r.reference, images=[f"{r.id}.png"]) for r in records(count))


def _drained(items: Iterable[Any]) -> int:
    counter = itertools.count()
    deque(zip(items, counter, strict=False), maxlen=0)
    return next(counter)


def _lines(folder: Path, count: int, line: Callable[[Record], str]) -> Path:
    place = folder / "lines.txt"
    with place.open("w", encoding="utf-8") as file:
        file.writelines(map(line, records(count)))
    return place


def formulas(folder: Path, count: int) -> int:
    from hmer_kit.data import iter_formulas

    return _drained(iter_formulas(_lines(folder, count, lambda record: f"{record.reference}\n")))


def captions(folder: Path, count: int) -> int:
    from hmer_kit.data import iter_captions

    return _drained(iter_captions(_lines(folder, count, lambda record: f"{record.id}\t{record.reference}\n")))


def sharegpt(folder: Path, count: int) -> int:
    from hmer_kit.data import ShareGPTFile, write_sharegpt

    write_sharegpt(folder / "a.json", conversations(count))
    file = ShareGPTFile(folder / "a.json")
    last = file[count - 1]
    assert list(last.images) == [f"r{count - 1:07}.png"], last
    return len(file)


def trl(folder: Path, count: int) -> int:
    from hmer_kit.data import write_trl

    write_trl(folder / "a.jsonl", conversations(count))
    with (folder / "a.jsonl").open("rb") as lines:
        return sum(1 for _ in lines)


def ms_swift(folder: Path, count: int) -> int:
    from hmer_kit.data import write_ms_swift

    write_ms_swift(folder / "a.jsonl", conversations(count))
    with (folder / "a.jsonl").open("rb") as lines:
        return sum(1 for _ in lines)


def predictions(folder: Path, count: int) -> int:
    from hmer_kit.data import write_predictions

    write_predictions(folder / "a.json", records(count))
    with (folder / "a.json").open("rb") as lines:
        return sum(b'"pred"' in line for line in lines)


def candidates(folder: Path, count: int) -> int:
    from hmer_kit.error_mining.corpus import Candidate, files

    rows = (Candidate(record.id, record.reference, record.prediction or "") for record in records(count))
    files.write_candidates(folder / "a.jsonl", rows)
    return _drained(files.read_candidates(folder / "a.jsonl"))


def corpus(folder: Path, count: int) -> int:
    from hmer_kit.error_mining.corpus import Candidate, CorpusSettings, files, mine_errors

    rows = (Candidate(record.id, record.reference, record.prediction or "") for record in records(count))
    files.write_corpus(folder / "a.jsonl", mine_errors(rows), settings=CorpusSettings())
    return _drained(files.open_corpus(folder / "a.jsonl"))


def scores(_: Path, count: int) -> int:
    from hmer_kit.scoring import ScoreStream

    stream = ScoreStream(["expression_rate", "token_error_rate"])
    source = records(count)
    while batch := list(itertools.islice(source, 1000)):
        stream.update([record.prediction or "" for record in batch], [record.reference for record in batch])
    assert round(stream.rates()["expression_rate"] * count) == count * 9 // 10, stream.rates()
    return stream.n


def confusions(_: Path, count: int) -> int:
    from hmer_kit.error_mining import ConfusionPair, ConfusionStream

    stream = ConfusionStream()
    source = records(count)
    while batch := list(itertools.islice(source, 1000)):
        predicted = [record.prediction or "" for record in batch]
        stream.update(predicted, [record.reference for record in batch], ids=[record.id for record in batch])
    ((pair, times),) = stream.table().most_common(1)
    assert pair == ConfusionPair(reference="+", prediction="-"), pair
    return times * 10


def statistics(_: Path, count: int) -> int:
    from hmer_kit.data import record_statistics

    return record_statistics(records(count)).records


def vocabulary(_: Path, count: int) -> int:
    from hmer_kit.data import build_vocabulary

    built = build_vocabulary(records(count))
    return count if set(built.vocabulary) == {*"0123456789+x"} else -1


def distinct(_: Path, count: int) -> int:
    from hmer_kit.data import Record, by_id, by_tokens, iter_distinct

    found = iter_distinct(itertools.chain(records(count), records(100)), by=[by_id, by_tokens])
    return _drained(item for item in found if isinstance(item, Record))


def mixture(_: Path, count: int) -> int:
    from hmer_kit.data import Mixture, MixtureSource

    sources = MixtureSource("a", "a", weight=3), MixtureSource("b", "b", weight=1)
    return _drained(Mixture(sources, size=count, shuffle=1000).stream(open_source=lambda _: records(count)))


def labels(_: Path, count: int) -> int:
    from hmer_kit.data import iter_label_findings
    from hmer_kit.data.corpus.labels import check_braces

    return count - _drained(iter_label_findings(records(count), checks=[check_braces]))


def tasks(folder: Path, count: int) -> int:
    from hmer_kit.tasks import BuildPlan, build_task_files

    return build_task_files(records(count), folder / "tasks.json", plan=BuildPlan(["vanilla"])).items


JOBS = {
    job.__name__: Job(job, kept)
    for job, kept in {
        formulas: 0, captions: 160, sharegpt: 16, trl: 0, ms_swift: 0, predictions: 160, candidates: 0, corpus: 0,
        scores: 0, confusions: 0, statistics: 0, vocabulary: 0, distinct: 320, mixture: 24, labels: 0, tasks: 16,
    }.items()
}  # fmt: skip
"""Each job with the bytes that it may keep of each record."""


def trial(rng: random.Random, folder: Path) -> str:
    """Run one job over few records and over many; each trial another one."""
    if not HAS_LIMITS:
        raise NotTried("needs the figures of memory that Linux gives")
    name = rng.choice(sorted(JOBS))
    return _held(name, folder)


def _held(name: str, folder: Path) -> str:
    job, peaks = JOBS[name], []
    for count in (FEW, MANY):
        place = folder / str(count)
        place.mkdir()
        outcome = in_child(functools.partial(job.run, place, count), Limits(seconds=SECONDS))
        assert outcome.kind == "returned", f"{name} of {count:,}: {outcome.shown()}"
        assert outcome.value == count, f"{name} of {count:,} counted {outcome.value:,}"
        peaks.append(outcome.peak_mib)
    grown = (peaks[1] - peaks[0]) * MIB / (MANY - FEW)
    most = job.kept + CHANCE_MIB * MIB / (MANY - FEW)
    shown = f"{peaks[0]:.0f} MiB for {FEW:,}, {peaks[1]:.0f} MiB for {MANY:,}"
    assert grown <= most, f"{name} keeps {grown:.0f} bytes of each record, more than {most:.0f}: {shown}"
    return survived({f"{MANY:,} records through {name}": 1}, f"counts exact, {shown}, {grown:.0f} bytes a record")
