"""Runs beside each other: one compared with another, and all against the references."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.error_mining import find_label_noise
from hmer_kit.exceptions import InputError
from hmer_kit.report._building.runs import Run, score_run
from hmer_kit.report.parts import RunComparison
from hmer_kit.scoring import compare_scores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.error_mining import LabelNoise
    from hmer_kit.scoring import ScoreResult


def compare_runs(
    runs: Mapping[str, Run],
    result: ScoreResult,
    *,
    against: str,
    measures: Sequence[str],
    n_resamples: int,
    seed: int,
) -> RunComparison:
    """Compare the first run with another on the samples that both have, with one reference.

    Args:
        runs: All runs.
        result: Scores of the first.
        against: Name of the other.
        measures: What to compare.
        n_resamples: Resamples of the paired bootstrap.
        seed: What they are drawn from.

    Raises:
        InputError: There is no such run, or it is the first itself.
    """
    first = next(iter(runs))
    if against not in runs or against == first:
        others = ", ".join(map(repr, list(runs)[1:])) or "none"
        raise InputError(
            f"expected the name of another run than {first!r} as against, out of {others}, got {against!r}"
        )
    mine, other, differing = _comparable(runs[first], runs[against], result)
    found = compare_scores(mine, other, measures=measures, n_resamples=n_resamples, seed=seed)
    return RunComparison(first, against, found, differing=differing)


def _comparable(run: Run, other: Run, result: ScoreResult) -> tuple[ScoreResult, ScoreResult, tuple[str, ...]]:
    """Return both scores without the samples that have another reference in each, and the ids of these.

    Blanks between tokens make no other reference: that of the first run stands for both then.
    """
    wanted = {record.id: record.reference for record in run.records}
    theirs = {record.id: record.reference for record in other.records}
    differing = [name for name in wanted if name in theirs and theirs[name].split() != wanted[name].split()]
    left_out = frozenset(differing)
    same = [
        replace(record, reference=wanted.get(record.id, record.reference))
        for record in other.records
        if record.id not in left_out
    ]
    mine = result.select(lambda row: row.id not in left_out, name=result.selection) if differing else result
    return mine, score_run(Run(other.name, tuple(same)), result.protocol), tuple(differing)


def label_noise_of(runs: Mapping[str, Run]) -> LabelNoise | None:
    """Return the references of the first run that deserve a second look; None if none does.

    Two runs or more vote. One alone has no vote: only what a reference has against itself is looked for then.
    """
    records = next(iter(runs.values())).records
    by_run = {name: {record.id: record.prediction for record in run.records} for name, run in runs.items()}
    votes = {name: [given.get(record.id) for record in records] for name, given in by_run.items()}
    noise = find_label_noise(
        votes if len(runs) > 1 else {},
        [record.reference for record in records],
        ids=[record.id for record in records],
    )
    return noise if noise.suspects else None
