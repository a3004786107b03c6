"""Run one trial in a session of its own, with a time limit, and see to it that nothing of it goes on afterwards."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from stress.harness.processes import ROOT, command, environment

__all__ = ["Entry", "Scenario", "run", "scenarios"]

MARK = "HMER_KIT_STRESS_TRIAL"
"""Each process of a trial carries it in its environment, so that it is found whatever session it moved to."""
GRACE = 10.0
"""Seconds in which the processes of a trial may notice that it is over."""
OUTPUT_SHOWN = 3000


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file of ``scenarios/``, as its text says."""

    file: Path
    title: str
    share: float = 1.0
    at_least: int = 1
    limit: float = 120.0

    @property
    def name(self) -> str:
        return self.file.stem


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log."""

    seed: int
    scenario: str
    number: int
    outcome: str
    """``survived``, ``broken`` or ``not tried``."""
    what: str
    seconds: float


def scenarios(folder: Path) -> dict[str, Scenario]:
    """Return the scenarios of a folder by name, read and not run."""
    files = [path for path in sorted(folder.glob("*.py")) if not path.name.startswith("_")]
    return {path.stem: _read(path) for path in files}


def run(scenario: Scenario, seed: int, *, number: int, stop: threading.Event | None = None) -> Entry:
    """Make one trial in a process of its own; return what came of it.

    Args:
        scenario: Which.
        seed: Of the run.
        number: Of the trial.
        stop: Ends the trial, when it is set.
    """
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="stress-", ignore_cleanup_errors=True) as base:
        try:
            outcome, what = _tried(scenario, seed, number=number, base=Path(base), stop=stop or threading.Event())
        finally:
            _unmount(base)
    return Entry(seed, scenario.name, number, outcome, what, round(time.monotonic() - begun, 1))


def _read(file: Path) -> Scenario:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id in {"SHARE", "AT_LEAST", "LIMIT"} and value is not None:
            told[target.id.lower()] = ast.literal_eval(value)
    return Scenario(file, (ast.get_docstring(tree) or file.stem).partition("\n")[0].rstrip("."), **told)


def _tried(scenario: Scenario, seed: int, *, number: int, base: Path, stop: threading.Event) -> tuple[str, str]:
    folder, temporary, result, output = (base / name for name in ("trial", "tmp", "result.json", "output.txt"))
    folder.mkdir()
    temporary.mkdir()
    told = [scenario.name, str(seed), str(number), str(folder), str(result), str(scenario.limit)]
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command("stress.harness.child", *told),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=ROOT,
            env=environment(TMPDIR=str(temporary), **{MARK: str(base)}),
        )
        try:
            is_over = _is_over(process, time.monotonic() + scenario.limit, stop)
            left = _left(str(base), group=process.pid, grace=GRACE) if is_over else None
        finally:
            _end(process, str(base))
    said = output.read_text(encoding="utf-8", errors="replace").strip()[-OUTPUT_SHOWN:]
    if left is None:
        return "broken", f"hung: not over after {scenario.limit:g} seconds\n{said}"
    if not result.is_file():
        return "broken", f"ended with exit code {process.returncode} and no result\n{said}"
    found = json.loads(result.read_text(encoding="utf-8"))
    if left:
        return "broken", f"left {len(left)} processes running: {'; '.join(left.values())}\n{found['what']}"
    return found["outcome"], found["what"] if found["outcome"] != "broken" else f"{found['what']}\n{said}".rstrip()


def _is_over(process: subprocess.Popen[bytes], end: float, stop: threading.Event) -> bool:
    """Wait until a process has ended; False if the time is up first, or somebody stops it all."""
    while time.monotonic() < end and not stop.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            return True
    return False


def _left(mark: str, *, group: int, grace: float) -> dict[int, str]:
    """Return the processes of a trial that still run when the time of grace is over, with their command lines."""
    end = time.monotonic() + grace
    while (found := _alive(mark, group)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _alive(mark: str, group: int) -> dict[int, str]:
    """Return the running processes of a trial: those with its mark, where the system shows it, or its whole group."""
    if not Path("/proc/self/environ").exists():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, 0)
            return {group: f"process group {group}"}
        return {}
    found, wanted = {}, f"{MARK}={mark}".encode()
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdecimal() and wanted in (place / "environ").read_bytes().split(b"\0"):
                words = (place / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(place.name)] = words.decode(errors="replace").strip()[:200]
    return found


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    """Kill what is left of a trial."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(20):  # a process that was forking leaves another one
        if not (left := _alive(mark, process.pid)):
            return
        for number in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL) if number != process.pid else os.killpg(number, signal.SIGKILL)
        time.sleep(0.05)


def _unmount(base: str) -> None:
    """Unmount the small disks of a trial that was killed before it could."""
    with contextlib.suppress(OSError):  # no such file: not Linux, where no trial mounts
        places = [line.split()[1] for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
        for place in places:
            if place.startswith(f"{base}/"):
                subprocess.run(("umount", "--lazy", place), capture_output=True, check=False)
