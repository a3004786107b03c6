"""The computer: processors, GPUs, TeX, and room on its disks."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli.project.doctor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.cli.project.doctor.probes import Probe

__all__ = ["TEX", "machine_findings"]

TEX = "hmer_kit.visual"
"""The module whose TeX back end is tried."""
_GIB = 2**30
_LITTLE = 10 * _GIB
"""Room below which the weights of a model of 3 thousand million parameters do not fit."""


def machine_findings(probes: Mapping[str, Probe]) -> list[Finding]:
    """Return what is to be said about the computer.

    Args:
        probes: What came of the import of torch, transformers and ``TEX``.

    Examples:
        >>> [item.name for item in machine_findings({})][:2]
        ['processors', 'GPUs']
    """
    return [*_processors(probes), _gpus(probes), *_families(probes), _tex(probes), *_places()]


def _processors(probes: Mapping[str, Probe]) -> list[Finding]:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    torch = probes.get("torch")
    threads = f", torch uses {torch.about['threads']} threads" if torch and "threads" in torch.about else ""
    return [Finding("machine", "processors", "note", f"{allowed} for this process{threads}")]


def _gpus(probes: Mapping[str, Probe]) -> Finding:
    torch = probes.get("torch")
    if torch is None or torch.problem:
        return Finding("machine", "GPUs", "note", "not known, for torch cannot be imported")
    gpus = torch.about.get("gpus", [])
    if gpus:
        named = [
            f"{gpu['name']} ({gpu['memory'] / _GIB:.0f} GiB, {'bf16' if gpu['bf16'] else 'no bf16'})" for gpu in gpus
        ]
        return Finding("machine", "GPUs", "good", "; ".join(named))
    if torch.about.get("mps"):
        return Finding("machine", "GPUs", "good", "Apple's, by the device mps")
    built = torch.about.get("built_for")
    detail = f"none; torch is built for {built}" if built else "none; torch is built for processors alone"
    return Finding("machine", "GPUs", "absent", detail, "needed to train or serve large models, see pytorch.org")


def _families(probes: Mapping[str, Probe]) -> list[Finding]:
    probe = probes.get("transformers")
    if probe is None or "families" not in probe.about:
        return []
    detail = f"transformers knows {probe.about['families']} types of vision-language models"
    return [Finding("machine", "families", "note", detail)]


def _tex(probes: Mapping[str, Probe]) -> Finding:
    probe = probes.get(TEX)
    if probe is None or not probe.problem:
        detail = "not tried" if probe is None else "pdflatex and pdftocairo draw an expression"
        return Finding("machine", "TeX", "note" if probe is None else "good", detail)
    name, _, message = probe.problem.partition(": ")
    if name == "MissingExtraError":
        advice = "needed by hmer_kit.visual.TexBackend alone; BoxLayout, the default, needs none"
        return Finding("machine", "TeX", "absent", message, advice)
    return Finding("machine", "TeX", "broken", probe.problem)


def _places() -> list[Finding]:
    home = os.environ.get("HF_HOME") or str(Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "huggingface")
    hub = Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub").expanduser()
    return [
        _place("models", hub, advice="room for the weights of models; HF_HOME names another place"),
        _place("temporary", Path(tempfile.gettempdir()), advice=""),
    ]


def _place(name: str, folder: Path, *, advice: str) -> Finding:
    """Return how much room there is where a folder is or would be made."""
    try:
        there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())
        free = shutil.disk_usage(there).free
    except (OSError, StopIteration) as error:
        return Finding("machine", name, "broken", f"{folder}: {error}", advice)
    if not os.access(there, os.W_OK):
        return Finding("machine", name, "broken", f"{folder} cannot be written to", advice)
    made = "" if there == folder.absolute() else " (not yet there)"
    little = free < _LITTLE
    return Finding("machine", name, "note", f"{free / _GIB:.1f} GiB free at {folder}{made}", advice if little else "")
