"""Make one trial, in this process, and write what came of it as JSON; the runner starts it.

Run: python -m stress.harness.child SCENARIO SEED NUMBER FOLDER RESULT LIMIT
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import sys
import traceback
from pathlib import Path

from stress.harness.trial import NotTried, random_of

LINES_SHOWN = 30


def made(scenario: str, seed: int, *, number: int, folder: Path) -> tuple[str, str]:
    """Return the outcome of one trial, and the line that says what happened."""
    try:
        module = importlib.import_module(f"stress.scenarios.{scenario}")
        return "survived", " ".join(str(module.trial(random_of(seed, scenario, number), folder)).split())
    except NotTried as reason:
        return "not tried", str(reason)
    except BaseException:  # noqa: BLE001 - whatever comes out is what we look for
        return "broken", "\n".join(traceback.format_exc().rstrip().split("\n")[-LINES_SHOWN:])


def main() -> None:
    """Read the arguments, make the trial, and say on the way where it hangs, if it does."""
    scenario, seed, number, folder, result, limit = sys.argv[1:]
    faulthandler.dump_traceback_later(max(float(limit) - 2, 0.5))
    outcome, what = made(scenario, int(seed), number=int(number), folder=Path(folder))
    faulthandler.cancel_dump_traceback_later()
    Path(result).write_text(json.dumps({"outcome": outcome, "what": what}), encoding="utf-8")


if __name__ == "__main__":
    main()
