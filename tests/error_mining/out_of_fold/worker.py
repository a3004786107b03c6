"""A worker process for the tests: does what is pending in a folder, slowly enough to be killed in the middle.

Every call of the recognizer's functions is written to a log of its own when it begins and when it ends, so that the
tests can see what was done twice.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from echo_recognizer import sample, train
from hmer_kit.error_mining.out_of_fold import run_pending

FOLDER, LOG, PAUSE = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])


def note(what: str, job: str) -> None:
    with LOG.open("a", encoding="utf-8") as file:  # one write below PIPE_BUF, so that lines of two workers do not mix
        file.write(f"{what} {job} {os.getpid()}\n")


def slowly(do):
    def slow(request):
        note("begin", request.job)
        time.sleep(PAUSE)
        result = do(request)
        time.sleep(PAUSE)
        note("end", request.job)
        return result

    return slow


if __name__ == "__main__":
    run_pending(FOLDER, train=slowly(train), sample=slowly(sample), wait=0.05)
