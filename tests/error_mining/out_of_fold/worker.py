"""A worker process for the tests: does what is pending in a folder, slowly enough to be killed in the middle.

Every call of the recognizer's functions is written to a log of its own when it begins and when it ends, so that the
tests can see what was done twice. ``worker.py FOLDER LOG PAUSE``.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def note(log: Path, what: str, job: str) -> None:
    with log.open("a", encoding="utf-8") as file:  # one write below PIPE_BUF, so that lines of two workers do not mix
        file.write(f"{what} {job} {os.getpid()}\n")


def slowly(do, *, log: Path, pause: float):
    def slow(request):
        note(log, "begin", request.job)
        time.sleep(pause)
        result = do(request)
        time.sleep(pause)
        note(log, "end", request.job)
        return result

    return slow


def main(folder: Path, log: Path, pause: float) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from echo_recognizer import sample, train
    from hmer_kit.error_mining.out_of_fold import run_pending

    train, sample = (slowly(do, log=log, pause=pause) for do in (train, sample))
    run_pending(folder, train=train, sample=sample, wait=0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
