"""numpy comes with the first resample, not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

USES = [
    "scoring.score(['x'], ['x']).interval('expression_rate', method='wilson')",
    "scoring.stratify(scoring.score(['x'], ['x']), 'depth').table()",
    "scoring.mcnemar_p_value(3, 1)",
    "scoring.ScoreStream(['expression_rate']).update(['x'], ['x'])",
]


@pytest.mark.parametrize("use", USES)
def test_what_draws_nothing_imports_no_numpy(use: str) -> None:
    code = f"import sys; from hmer_kit import scoring; {use}; print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout == "False\n"
