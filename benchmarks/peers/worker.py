"""A peer at work: reads questions from standard input, a line of JSON each, and answers with a line each.

``{"module": ..., "function": ..., "data": FILE}`` prepares one of the functions beside this file: it takes the data and
returns a function without arguments that does the work. The answer holds the peer's name, and what the work returned.
``{"run": "process_time"}`` does the work once more and says what it took. This runs in the environment of the peers and
imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
import time
import traceback
from importlib import metadata
from pathlib import Path
from typing import Any

CLOCKS = {"process_time": time.process_time, "perf_counter": time.perf_counter}


def prepared(question: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the work, and the answer to the first question."""
    try:
        module = importlib.import_module(question["module"])
    except ImportError as error:
        return None, {"absent": str(error)}
    data = json.loads(Path(question["data"]).read_text(encoding="utf-8"))
    function = getattr(module, question["function"])
    work = function(data)
    name = (function.__doc__ or question["function"]).partition("\n")[0].rstrip(".")
    package = getattr(module, "PACKAGE", None) or getattr(function, "package", None)
    return work, {"name": f"{name}, {package} {metadata.version(package)}" if package else name, "answer": work()}


def timed(work: Any, clock: str) -> dict[str, Any]:
    """Do the work once, by a clock."""
    gc.collect()
    gc.disable()
    now = CLOCKS[clock]
    begun = now()
    work()
    seconds = now() - begun
    gc.enable()
    return {"seconds": seconds}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints is no answer
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    work = None
    for line in sys.stdin:
        question = json.loads(line)
        said: dict[str, Any]
        try:
            with contextlib.redirect_stdout(sys.stderr):
                if "run" in question:
                    said = timed(work, question["run"])
                else:
                    work, said = prepared(question)
        except Exception:  # noqa: BLE001 - whatever a peer falls over is its answer
            said = {"error": traceback.format_exc()}
        answers.write(json.dumps(said) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
