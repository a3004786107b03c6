"""Expressions and tree text that a fuzzer makes, against every claim of fuzz/.

The hunt is that of ``make fuzz``: with atheris where it is installed, else with hypothesis.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from stress.harness.processes import ROOT
from stress.harness.trial import NotTried, survived

if TYPE_CHECKING:
    import random
    from pathlib import Path

SHARE = 1.0
LIMIT = 180.0
FUZZ = ROOT / "fuzz" / "run.py"
SECONDS = 12


def trial(rng: random.Random, folder: Path) -> str:
    """Hunt for some seconds."""
    if importlib.util.find_spec("hypothesis") is None:
        raise NotTried("hypothesis is not installed")
    corpus = folder / "corpus"
    command = [sys.executable, str(FUZZ), "--seconds", str(SECONDS), "--seed", str(rng.randrange(2**31))]
    done = subprocess.run([*command, "--corpus", str(corpus)], capture_output=True, text=True, check=False)
    found = re.search(r"^([\d,]+) inputs, (\d+) ways to break a claim$", done.stdout, re.MULTILINE)
    assert found, f"exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert not done.returncode, done.stdout[-6000:]
    engine = done.stdout.partition(",")[0]
    return survived({"odd texts": int(found[1].replace(",", ""))}, f"{found[1]} inputs of {engine}, every claim held")
