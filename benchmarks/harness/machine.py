"""What figures depend on: the machine, and the versions of packages; ``stress`` says so of its trials too."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["machine", "versions"]

PACKAGES = (
    "hmer_kit",
    "torch",
    "transformers",
    "lightning",
    "torchmetrics",
    "numpy",
    "pillow",
    "rapidfuzz",
    "networkx",
)


def machine() -> dict[str, Any]:
    """Return processor, cores, memory, system, Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    found = {"processor": processor, "cores": os.cpu_count() or 0}
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found["memory_gib"] = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    return {**found, "system": platform.system(), "python": platform.python_version()}


def versions(packages: Collection[str] = PACKAGES) -> dict[str, str]:
    """Return the versions of what is measured and of what it stands on."""
    installed = {item.metadata["Name"].lower().replace("-", "_"): item.version for item in metadata.distributions()}
    return {name: installed[name] for name in packages if name in installed}
