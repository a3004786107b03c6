"""Starts of Python programs that people call from the command line or at the head of a script."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def jiwer_help(data: dict[str, Any]) -> Callable[[], int]:
    """jiwer --help."""
    return _started(data, "-c", "import sys; sys.argv = ['jiwer', '--help']; from jiwer.cli import cli; cli()")


def sacrebleu_help(data: dict[str, Any]) -> Callable[[], int]:
    """sacrebleu --help."""
    return _started(data, "-m", "sacrebleu", "--help")


def latex2mathml_run(data: dict[str, Any]) -> Callable[[], int]:
    """latex2mathml --text x."""
    code = "import sys; sys.argv = ['latex2mathml', '--text', 'x']; from latex2mathml.converter import main; main()"
    return _started(data, "-c", code)


def _started(data: dict[str, Any], *words: str) -> Callable[[], int]:
    def work() -> int:
        code = 0
        for _ in range(data["times"]):
            process = subprocess.Popen(
                [sys.executable, *words],
                env={**os.environ, "PYTHONPYCACHEPREFIX": data["bytecode"]},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            code = process.wait()
        return code

    return work


jiwer_help.package = "jiwer"
sacrebleu_help.package = "sacrebleu"
latex2mathml_run.package = "latex2mathml"
