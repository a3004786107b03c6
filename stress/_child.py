"""Make one trial, in this process, and write what came of it as JSON; the runner starts it.

Run: python stress/_child.py SCENARIO.py SEED NUMBER FOLDER RESULT LIMIT
"""

from __future__ import annotations

import faulthandler
import importlib.util
import json
import sys
import traceback
from pathlib import Path

from _trial import NotTried, random_of

ROOT = Path(__file__).resolve().parents[1]
LINES_SHOWN = 30


def made(file: Path, seed: int, *, number: int, folder: Path) -> tuple[str, str]:
    """Return the outcome of one trial, and the line that says what happened."""
    try:
        specification = importlib.util.spec_from_file_location(f"scenario_{file.stem}", file)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        sys.modules[specification.name] = module  # dataclasses, pickles and worker processes look it up
        specification.loader.exec_module(module)
        return "survived", " ".join(str(module.trial(random_of(seed, file.stem, number), folder)).split())
    except NotTried as reason:
        return "not tried", str(reason)
    except BaseException:  # noqa: BLE001 - whatever comes out is what we look for
        return "broken", "\n".join(traceback.format_exc().rstrip().split("\n")[-LINES_SHOWN:])


def main() -> None:
    """Read the arguments, make the trial, and say on the way where it hangs, if it does."""
    file, seed, number, folder, result, limit = sys.argv[1:]
    sys.path.insert(1, str(Path(file).resolve().parent))
    faulthandler.dump_traceback_later(max(float(limit) - 2, 0.5))
    outcome, what = made(Path(file), int(seed), number=int(number), folder=Path(folder))
    faulthandler.cancel_dump_traceback_later()
    Path(result).write_text(json.dumps({"outcome": outcome, "what": what}), encoding="utf-8")


if __name__ == "__main__":
    main()
