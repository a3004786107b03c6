"""Whether packages can be imported, tried in another process: a broken one may raise anything, crash or hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Probe", "run_probes"]

_TIMEOUT = 120.0
_LONGEST = 300

_PROGRAM = r"""
import importlib, json, sys, warnings
warnings.simplefilter("ignore")

def about(name, module):
    if name == "torch":
        cuda = module.cuda.is_available()
        gpus = []
        for number in range(module.cuda.device_count() if cuda else 0):
            made = module.cuda.get_device_properties(number)
            bf16 = made.major >= 8 or bool(module.version.hip)
            gpus.append({"name": made.name, "memory": made.total_memory, "bf16": bf16})
        built_for, mps = module.version.cuda or module.version.hip, bool(module.backends.mps.is_available())
        return {"threads": module.get_num_threads(), "built_for": built_for, "gpus": gpus, "mps": mps}
    if name == "transformers":
        auto = importlib.import_module("transformers.models.auto.modeling_auto")
        return {"families": len(auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES)}
    if name == "hmer_kit.visual":
        return {"boxes": len(module.TexBackend().boxes("x + 1"))}
    return {}

for name in sys.argv[1:]:
    print(json.dumps({"begin": name}), flush=True)
    try:
        found = about(name, importlib.import_module(name))
        line = {"end": name, "about": found}
    except BaseException as error:
        line = {"end": name, "problem": type(error).__name__ + ": " + str(error)}
    print(json.dumps(line), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of an import.

    Examples:
        >>> Probe(problem="").problem
        ''
    """

    problem: str = ""
    """Why it does not work; empty if it does."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What is known of it: of ``torch`` threads and GPUs, of ``transformers`` its families."""


def run_probes(names: Sequence[str]) -> dict[str, Probe]:
    """Import modules in another process, one after the other; after a crash the rest in a new one.

    Args:
        names: Modules.

    Examples:
        >>> probes = run_probes(["json", "no_such_module"])
        >>> probes["json"].problem, probes["no_such_module"].problem
        ('', "ModuleNotFoundError: No module named 'no_such_module'")
    """
    probes: dict[str, Probe] = {}
    while rest := [name for name in names if name not in probes]:
        lines, end = _run(rest)
        begun = rest[0]
        for line in lines:
            begun = line.get("begin", begun)
            if "end" in line:
                probes[line["end"]] = Probe(_short(line.get("problem", "")), line.get("about", {}))
        if end or begun not in probes:
            probes.setdefault(begun, Probe(end or "its import ended the process"))
    return probes


def _run(names: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """Return what the process said, and how it ended if that was not well."""
    command = [sys.executable, "-c", _PROGRAM, *names]
    # The same places are searched as in this process; a library asks no hub.
    path = os.pathsep.join(place for place in sys.path if place)
    environment = {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a program of our own
            command, env=environment, capture_output=True, timeout=_TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
        output, end = done.stdout, "" if done.returncode == 0 else f"its import ended the process ({done.returncode})"
    except subprocess.TimeoutExpired as error:
        output, end = error.stdout or b"", f"its import took more than {_TIMEOUT:g} s"
    except OSError as error:
        return [], f"no process could be started: {error.strerror}"
    return [line for text in output.splitlines() if (line := _json(text)) is not None], end


def _json(text: bytes) -> dict[str, Any] | None:
    """Return an object of ours; a package may print what it likes beside."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and ("begin" in line or "end" in line) else None


def _short(problem: str) -> str:
    line = " ".join(problem.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."
