"""The out-of-fold pipeline with every job as a Ray task: on one machine here, on a cluster with ``ray.init("auto")``.

Ray decides where a job runs and runs it again when a machine is lost; what is done and what is ready say the files of
the run, so that the script too may be killed and started again. On a cluster the folder is on a disk that all see.

Run ``pip install 'hmer_kit[ray]'``, then ``python examples/mine_errors_on_ray.py [DIR]``; it prints

    ...: exit code 0
    ...
    collect: exit code 0
    32 distinct predictions, 32 of them errors that can be marked
"""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec

from hmer_kit.cli import main
from hmer_kit.error_mining.corpus import open_corpus
from hmer_kit.error_mining.out_of_fold import JobState, job_states, mining_result, pending_jobs

# with --data for real ones
PLAN = ["--folds", "2", "--candidates", "2", "--limit", "16", "--steps", "10", "--shard-size", "8"]


def do(folder: str, job: str) -> int:
    """Do one job; this runs in a process of Ray's, anywhere."""
    return main(["mine-errors", "--output", folder, "--job", job])


def mine(folder: str) -> None:
    """Keep Ray busy with whatever is ready, until nothing is left."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    task = ray.remote(num_cpus=1, max_retries=3)(do)
    running: dict[object, str] = {}
    while pending_jobs(folder):
        states = job_states(folder)
        ready = [job for job, state in states.items() if state is JobState.READY and job not in running.values()]
        running |= {task.remote(folder, job): job for job in ready}
        if not running:
            raise SystemExit(f"other processes are at work on what is left in {folder}; start again later")
        for done in ray.wait(list(running), num_returns=1)[0]:
            print(f"{running.pop(done)}: exit code {ray.get(done)}", flush=True)
    ray.shutdown()


def start(folder: str) -> None:
    """Plan, unless there is a plan, then mine and show what was found."""
    if main(["mine-errors", "--output", folder, *PLAN, "--plan-only"]):
        raise SystemExit("the run could not be planned")
    mine(folder)
    rows = list(open_corpus(mining_result(folder).errors))
    print(f"{len(rows)} distinct predictions, {sum(row.is_wrong for row in rows)} of them errors that can be marked")


if __name__ == "__main__":
    if find_spec("ray") is None:
        print(
            "Ray is not installed: pip install 'hmer_kit[ray]'; SLURM and plain processes do without, see "
            "hmer-kit mine-errors -h"
        )
    elif len(sys.argv) > 1:
        start(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as place:
            start(place)
