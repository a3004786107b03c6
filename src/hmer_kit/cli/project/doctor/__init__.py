"""``hmer-kit doctor``: what is installed and whether it works, what is missing, and how to get it.

``findings`` (what one line says), ``packages`` (versions against what hmer_kit asks for), ``probes`` (imports, tried in
processes of their own, which may crash), ``machine`` (processors, GPUs, TeX, disk), ``command``.
"""

from __future__ import annotations

from hmer_kit.cli.project.doctor.command import add_arguments, run

__all__ = ["add_arguments", "run"]
