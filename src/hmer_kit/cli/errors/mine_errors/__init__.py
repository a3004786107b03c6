r"""``hmer-kit mine-errors``: the out-of-fold pipeline with the small recognizer, as one command or job by job."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._numbers import whole_from
from hmer_kit.cli._text import say
from hmer_kit.cli.errors.mine_errors.options import Options
from hmer_kit.cli.errors.mine_errors.showing import JsonLines, TextLines
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.cli.errors.mine_errors.showing import Lines
    from hmer_kit.error_mining.out_of_fold import MiningPlan

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Cut the training pictures into folds; for each fold train the small recognizer on the others, sample
several candidates for every picture of it, hold them against the references, and collect the errors. Start the same
command again after a kill: it goes on where it was, a training from its last checkpoint."""

_EPILOG = """examples:
  hmer-kit mine-errors --data crohme/train --output runs/mined --folds 5 --candidates 4
  hmer-kit mine-errors --output runs/mined                  # go on
  hmer-kit mine-errors --output runs/mined --list           # every job, and where it stands
  hmer-kit mine-errors --output runs/mined --job train-3    # that job alone

many machines that see one folder: plan once, then start any number of workers. Each takes what is ready and nobody
is at work on, and ends when all is done; SLURM:
  hmer-kit mine-errors --data crohme/train --output runs/mined --folds 5 --plan-only
  sbatch --array=1-16 --wrap 'hmer-kit mine-errors --output runs/mined'
or the jobs one by one, the trainings first:
  sbatch --array=0-4 --wrap 'hmer-kit mine-errors --output runs/mined --job train-$SLURM_ARRAY_TASK_ID'
With Ray, each job is a task: examples/mine_errors_on_ray.py.

output:
  DIR/result/candidates.jsonl   every candidate of every picture
  DIR/result/errors.jsonl       the error corpus made of them
  DIR/plan.json and the rest    the state of the run; hmer_kit.error_mining.out_of_fold has what is what

exit codes:
  0  all is done, or the job that was asked for
  1  the job waits for another, or another process is at work on it
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options.

    Args:
        parser: Parser of the subcommand.

    Examples:
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--output", "runs/mined", "--folds", "5"]).folds
        5
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="the run's folder")
    plan = parser.add_argument_group("plan", "of a new run, or the same again; without any of them, that of the folder")
    plan.add_argument(
        "--data",
        metavar="DATA",
        help="data set of any format (default: synthetic handwriting)",
    )
    plan.add_argument("--folds", type=_from(2), metavar="N", help="folds (default: 2)")
    plan.add_argument(
        "--candidates", dest="samples", type=_from(1), metavar="K", help="candidates for each picture (default: 4)"
    )
    plan.add_argument("--temperature", type=_temperature, metavar="T", help="of the sampling (default: 1)")
    plan.add_argument("--steps", type=_from(1), metavar="N", help="steps of each training (default: 2000)")
    plan.add_argument("--limit", type=_from(2), metavar="N", help="most pictures, drawn at random (synthetic: 512)")
    plan.add_argument(
        "--max-tokens",
        dest="longest",
        type=_from(1),
        metavar="N",
        help="leave out expressions of more tokens (default: 100)",
    )
    plan.add_argument("--shard-size", type=_from(1), metavar="N", help="pictures of a sampling job (default: 256)")
    plan.add_argument("--checkpoint-every", type=_from(1), metavar="N", help="steps that a kill costs (default: 100)")
    plan.add_argument("--seed", type=_from(0), metavar="N", help="of folds, weights and samples (default: 0)")
    plan.add_argument(
        "--group-by",
        choices=["expression,writer", "expression", "writer"],
        metavar="KEYS",
        help="what is kept in one fold: expression,writer (default), expression, or writer",
    )
    plan.add_argument(
        "--precision", choices=["32-true", "bf16-mixed"], help="of the training (default: the faster one here)"
    )
    plan.add_argument("--replan", action="store_true", help="replace the folder's plan; what it leaves as it was stays")
    do = parser.add_mutually_exclusive_group()
    do.add_argument("--plan-only", action="store_true", help="write the plan and end")
    do.add_argument("--list", action="store_true", help="print every job and where it stands")
    do.add_argument("--job", metavar="ID", help="do this job alone")
    parser.add_argument("--json", action="store_true", help="a JSON object a line: the plan, each job, the result")


def run(args: argparse.Namespace) -> int:
    """Plan, list, or do what is to be done.

    Args:
        args: Parsed options.

    Returns:
        Exit code.

    Raises:
        HmerKitError: The data cannot be read, the folder has another plan or none, or there is no such job.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     options = ["--output", folder, "--folds", "2", "--limit", "8", "--steps", "1"]
        ...     code = run(parser.parse_args([*options, "--plan-only"]))
        ...     code = run(parser.parse_args(["--output", folder, "--list"]))
        8 pictures in 2 folds (4, 4), 4 candidates each at temperature 1
        train-0         ready
        sample-0-0000   waiting
        compare-0-0000  waiting
        train-1         ready
        sample-1-0000   waiting
        compare-1-0000  waiting
        collect         waiting
    """
    from hmer_kit.error_mining.out_of_fold import job_states

    lines = JsonLines() if args.json else TextLines()
    plan = _plan(args, lines)
    if args.list:
        lines.states(job_states(args.output))
    if args.list or args.plan_only:
        return 0
    return _work(args.output, plan, job=args.job, lines=lines)


def _plan(args: argparse.Namespace, lines: Lines) -> MiningPlan:
    """Return the plan: the folder's own, or the one that the options ask for, which the folder then has."""
    from hmer_kit.error_mining.out_of_fold import read_plan, write_plan

    names = [name for name in Options.__dataclass_fields__ if getattr(args, name, None) is not None]
    given = {name: getattr(args, name) for name in names}
    there = read_plan(args.output) if (args.output / "plan.json").exists() else None
    if there is not None and not given:
        return there
    if args.list or args.job:
        raise InputError(
            "expected a planned run for --list and --job: plan with --plan-only, then leave its options out"
        )
    from hmer_kit.cli.errors.mine_errors.planning import make_plan

    # What was measured stays as it was measured: the same command again is the same plan.
    measured = {"precision": there.settings["precision"]} if there is not None else {}
    plan = make_plan(Options(**{**measured, **given}))
    write_plan(args.output, plan, replace=args.replan)
    lines.plan(plan)
    return plan


def _work(folder: Path, plan: MiningPlan, *, job: str | None, lines: Lines) -> int:
    from hmer_kit.cli.errors.mine_errors.recognizer import small_recognizer
    from hmer_kit.cli.models.quickstart.environment import interruptible, one_thread, quiet
    from hmer_kit.error_mining.out_of_fold import JobState, run_job, run_pending

    with one_thread(), quiet(), interruptible():
        train, sample = small_recognizer(plan)
        if job is not None:
            done = run_job(folder, job, train=train, sample=sample)
            lines.job(done)
            if done.state is not JobState.DONE:
                say(f"{job} is {done.state.value}: {_ADVICE[done.state.value]}")
            return 0 if done.state is JobState.DONE else 1
        run_pending(folder, train=train, sample=sample, on_job=lines.job)
    lines.result(folder)
    return 0


_ADVICE = {"waiting": "do the jobs that it needs first, see --list", "running": "another process is at work on it"}


def _from(least: int) -> Callable[[str], int]:
    return whole_from(least, below=2**31)


def _temperature(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a temperature above 0, got {text!r}")
    return value
