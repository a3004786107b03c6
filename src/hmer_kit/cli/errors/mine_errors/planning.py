"""From pictures to a plan: what can be used, which folds, which settings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._skips import read_with_pictures
from hmer_kit.data import Record
from hmer_kit.error_mining.out_of_fold import MiningPlan, by_expression, by_writer, check_leakage, plan_folds
from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.ink import Grammar, synthesize
from hmer_kit.latex import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmer_kit.cli.errors.mine_errors.options import Options

__all__ = ["make_plan", "plan_lines", "plan_records"]

_GROUPINGS = {"expression": by_expression, "writer": by_writer}
_SYNTHETIC = 512
_SHOWN = 20


def make_plan(options: Options) -> MiningPlan:
    """Look through the pictures once and plan the run.

    Args:
        options: Those of the command line.

    Returns:
        The plan; its notes say where the pictures are, and which were left out.

    Raises:
        DataError: The captions cannot be read, or too little is left.
        InputError: There are fewer groups than folds.

    Examples:
        >>> from hmer_kit.cli.errors.mine_errors.options import Options
        >>> plan = make_plan(Options(limit=12, steps=5))
        >>> plan.folds.sizes, plan.settings["steps"]
        ([6, 6], 5)
    """
    from hmer_kit.cli.errors.mine_errors.recognizer import fastest, settings_of

    data = None if options.data is None else str(Path(options.data).resolve())
    limit = _SYNTHETIC if options.limit is None and data is None else options.limit
    records, skipped = _usable(_read(data, limit=limit, seed=options.seed), longest=options.longest)
    if limit is not None and limit < len(records):
        records = random.Random(options.seed).sample(records, limit)  # noqa: S311 - no secret
    if len(records) < options.folds:
        raise DataError(f"expected pictures for {options.folds} folds, got {len(records)}; left out: {skipped[:3]}")
    grouped = [_GROUPINGS[name] for name in options.group_by.split(",")]
    settings = settings_of(records, steps=options.steps, checkpoint_every=options.checkpoint_every)
    return MiningPlan(
        plan_folds(records, options.folds, seed=options.seed, group_by=grouped),
        samples=options.samples,
        temperature=options.temperature,
        shard_size=options.shard_size,
        model="small",
        settings={**settings, "precision": options.precision or fastest(settings)},
        notes={"data": data, "limit": limit, "skipped": len(skipped), "first_skipped": skipped[:_SHOWN]},
    )


def plan_records(plan: MiningPlan) -> list[Record]:
    """Return the records of a plan, with their pictures.

    Args:
        plan: A plan of ``make_plan``.

    Raises:
        DataError: The captions cannot be read, or are no longer those of the plan.

    Examples:
        >>> from hmer_kit.cli.errors.mine_errors.options import Options
        >>> plan = make_plan(Options(limit=12))
        >>> len(plan_records(plan)), plan_records(plan)[0].image is None
        (12, False)
    """
    from hmer_kit.vlm.out_of_fold import RecordTable

    return RecordTable(_read(plan.notes["data"], limit=plan.notes["limit"], seed=plan.folds.seed)).of(plan.folds.items)


def plan_lines(plan: MiningPlan) -> list[str]:
    """Return what a reader should know of a plan before it runs.

    Args:
        plan: Any plan.

    Examples:
        >>> from hmer_kit.cli.errors.mine_errors.options import Options
        >>> plan_lines(make_plan(Options(limit=12)))
        ['12 pictures in 2 folds (6, 6), 4 candidates each at temperature 1']
    """
    folds = f"{plan.folds.n_folds} folds ({', '.join(map(str, plan.folds.sizes))})"
    samples = f"{plan.samples} candidates each at temperature {plan.temperature:g}"
    lines = [f"{len(plan.folds.items)} pictures in {folds}, {samples}"]
    if plan.notes.get("skipped"):
        lines.append(f"left out: {plan.notes['skipped']}; first: {plan.notes['first_skipped'][0]}")
    leaks = check_leakage(plan.folds)
    if leaks:
        lines.append(f"shared between folds: {len(leaks)}; first: {leaks[0]}")
    if min(plan.folds.sizes) < max(plan.folds.sizes) / 2:
        lines.append("the folds are uneven: many records share a writer or an expression; see --group-by")
    return lines


def _read(data: str | None, *, limit: int | None, seed: int) -> list[Record]:
    if data is not None:
        return read_with_pictures(data).records
    drawn = synthesize(limit or _SYNTHETIC, grammar=Grammar(), seed=seed, split="train", writers=range(2_000))
    return [
        Record(
            image.name.removeprefix("synthetic/").removesuffix(".png"),
            latex,
            image=image,
            writer=str(image.writer_seed),
            source="synthetic",
        )
        for latex, image in drawn
    ]


def _usable(records: Iterable[Record], *, longest: int) -> tuple[list[Record], list[str]]:
    """Return the records that a model can be trained on, and what was left out; each file is decoded once."""
    from hmer_kit.vlm.batching.pictures import load_picture

    kept, skipped = [], []
    for record in records:
        try:
            length = len(tokenize(record.reference))
            if length > longest:
                raise InputError(f"{length} tokens, more than {longest}")
            load_picture(record)
        except HmerKitError as error:
            skipped.append(f"{record.id}: {error}")
        else:
            kept.append(record)
    return kept, skipped
