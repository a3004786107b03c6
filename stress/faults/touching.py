"""Run a command of hmer-kit, or a module, and count its touches of a folder; end the process at one of them.

A touch is a file or folder that is about to be opened for writing, made, renamed, cut or removed. The signal comes
before the touch.

Run: python -m stress.faults.touching FOLDER AT SIGNAL COUNT COMMAND ...
     COMMAND is ``hmer-kit`` with its arguments, or a module with its own; AT 0 ends nothing; COUNT is a file.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

EVENTS = frozenset(
    {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.link", "shutil.rmtree"}
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watch(folder: str, *, at: int, number: int) -> list[int]:
    """Count the touches of a folder from now on, and send this process a signal at one; return where the count is."""
    touched = [0]

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event not in EVENTS or not args or not isinstance(args[0], (str, bytes, os.PathLike)):
            return
        if event == "open" and not args[2] & WRITING:
            return
        if os.path.abspath(os.fsdecode(args[0])).startswith(folder + os.sep):
            touched[0] += 1
            if touched[0] == at:
                os.kill(os.getpid(), number)

    sys.addaudithook(hook)
    return touched


def main() -> int:
    """Read the arguments, run, and write the count."""
    folder, at, number, count, command, *rest = sys.argv[1:]
    touched = watch(os.path.realpath(folder), at=int(at), number=int(number))
    try:
        if command == "hmer-kit":
            from hmer_kit.cli import main as hmer_kit

            return hmer_kit(rest)
        sys.argv = [command, *rest]
        runpy.run_module(command, run_name="__main__", alter_sys=True)
        return 0
    finally:
        seen = touched[0]
        Path(count).write_text(str(seen), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
