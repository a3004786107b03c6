"""The other environment: a process with the packages that people use today, which does its work when it is its turn."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Peer", "PeerError", "Peers", "peers_python"]

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks" / "peers"


class PeerError(RuntimeError):
    """A peer fell over; its own traceback is the text."""


def peers_python(environment: str) -> Path | None:
    """Return the interpreter of an environment of peers, None without it.

    It is ``.venv-ENVIRONMENT`` of the checkout, or ``ENVIRONMENT`` of the folder that ``HMER_KIT_ENVIRONMENTS`` names.
    """
    named = os.environ.get("HMER_KIT_ENVIRONMENTS")
    folder = Path(named, environment) if named else ROOT / f".venv-{environment}"
    python = folder / "bin" / "python"
    return python if python.is_file() else None


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer that is ready for its turns."""

    name: str
    """With its version."""
    answer: object
    """What it said on the data."""
    process: subprocess.Popen[str]

    def seconds(self, clock: str) -> float:
        """Let it do its work once; return what that took by its own clock."""
        return float(_ask(self.process, {"run": clock})["seconds"])


class Peers:
    """The peers of one benchmark, each in a process of its own; all of them end with it."""

    def __init__(self) -> None:
        self.absent: list[str] = []
        """Peers that were wanted, and not there."""
        self._processes: list[subprocess.Popen[str]] = []

    def prepare(self, module: str, function: str, *, data: object, environment: str) -> Peer | None:
        """Start a peer on data; None where there is no environment for it."""
        python = peers_python(environment)
        if python is None:
            self.absent.append(f"{module}.{function}: no environment .venv-{environment}; make bench builds it")
            return None
        # A server of pickled code or hub names has no place here: plain JSON in, plain JSON out.
        process = subprocess.Popen(
            [str(python), str(FOLDER / "worker.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": "", "HF_HUB_OFFLINE": "1"},
        )
        self._processes.append(process)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(data, file)
            file.flush()
            said = _ask(process, {"module": module, "function": function, "data": file.name})
        if "absent" in said:
            self.absent.append(f"{module}.{function}: {said['absent']}")
            return None
        return Peer(said["name"], said["answer"], process)

    def close(self) -> None:
        """End all of them."""
        for process in self._processes:
            process.kill()
            process.communicate()


def _ask(process: subprocess.Popen[str], question: dict[str, Any]) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise PeerError(f"the peer ended with exit code {process.wait()} instead of an answer to {question}")
    said: dict[str, Any] = json.loads(line)
    if "error" in said:
        raise PeerError(said["error"])
    return said
