"""Runs ``hmer-kit doctor``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Look at what hmer_kit stands on: versions of Python and of its dependencies, whether they can be
imported, optional parts and how to get them, processors and GPUs, TeX, room on the disks. Imports are tried in another
process, so a broken package is named and breaks nothing; nothing is downloaded."""
_EPILOG = """examples:
  hmer-kit doctor
  hmer-kit doctor --json

exit codes:
  0  what every use needs is there and works; optional parts may be absent
  1  some of it is missing, too old or broken
  2  wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args([]).json
        False
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("--json", action="store_true", help="print what was found as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Look, and print what was found; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--json"]).json  # a look takes seconds
        True
    """
    from hmer_kit.cli.project.doctor.findings import Finding, as_json, as_text
    from hmer_kit.cli.project.doctor.machine import TEX, machine_findings
    from hmer_kit.cli.project.doctor.packages import base_findings, base_modules, extra_findings
    from hmer_kit.cli.project.doctor.probes import run_probes

    try:
        probes = run_probes([*base_modules(), TEX])
        findings = [*base_findings(probes), *extra_findings(), *machine_findings(probes)]
    except ImportError as error:  # packaging, which transformers and lightning bring along
        advice = "pip install packaging"
        findings = [Finding("base", "packaging", "broken", f"cannot be imported: {error}", advice)]
    found = as_json(findings)
    print(json.dumps(found) if args.json else visible(as_text(findings)))
    return 0 if found["good"] else 1
