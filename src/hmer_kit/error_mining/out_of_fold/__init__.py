"""The out-of-fold pipeline (paper, section 3.3 and Fig. 4): how a model comes by honest errors on its own training set.

The records are cut into folds (``plan_folds``); for each fold a model is trained on the others, gives several
candidates for every picture of the fold, shard by shard, and these are held against the references. All of that is a
graph of jobs (``MiningPlan.jobs``), each with one output. The state of a run is the files of its folder and nothing
else: ``run_pending`` on any number of machines that see the folder brings it to its end, whatever was killed before.

Training and sampling are two functions of yours, see ``TrainFold`` and ``SampleShard``; ``hmer_kit.vlm.out_of_fold``
has them for Lightning.

    plan.json                  the plan: folds, samples, temperature, settings
    receipts/<job>.json        written last: the job is done, under these settings, with these files
    locks/<job>.<turn>.lock    who is at work, see below
    work/<job>-<fingerprint>/  of a training: checkpoints, and the model
    sample/, compare/          of each shard: candidates, and an error corpus
    result/                    candidates.jsonl and errors.jsonl, both of all shards

A lock names machine, process and its start, and is touched while its holder works. It is dead at once when its process
is gone from this machine, and for other machines when it was not touched for ``stale_after`` seconds.
"""

from hmer_kit.error_mining.out_of_fold.folds import (
    DEFAULT_GROUPINGS,
    Expression,
    FoldPlan,
    Grouping,
    Leak,
    PlannedItem,
    by_expression,
    by_writer,
    check_leakage,
    plan_folds,
)
from hmer_kit.error_mining.out_of_fold.plan import Job, JobKind, MiningPlan, read_plan, write_plan
from hmer_kit.error_mining.out_of_fold.requests import SampleRequest, SampleShard, TrainFold, TrainRequest, seed_of
from hmer_kit.error_mining.out_of_fold.results import MiningResult, mining_result
from hmer_kit.error_mining.out_of_fold.running import (
    STALE_AFTER,
    job_states,
    pending_jobs,
    run_job,
    run_pending,
)
from hmer_kit.error_mining.out_of_fold.states import JobRun, JobState

__all__ = [
    "DEFAULT_GROUPINGS",
    "STALE_AFTER",
    "Expression",
    "FoldPlan",
    "Grouping",
    "Job",
    "JobKind",
    "JobRun",
    "JobState",
    "Leak",
    "MiningPlan",
    "MiningResult",
    "PlannedItem",
    "SampleRequest",
    "SampleShard",
    "TrainFold",
    "TrainRequest",
    "by_expression",
    "by_writer",
    "check_leakage",
    "job_states",
    "mining_result",
    "pending_jobs",
    "plan_folds",
    "read_plan",
    "run_job",
    "run_pending",
    "seed_of",
    "write_plan",
]
