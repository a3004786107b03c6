"""The guard of the test run: a file that leaves the process changed is named, whatever file comes after it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
CHANGES = {
    "logging.getLogger('early').setLevel(40)": "the logger early: (0, False, True) became (40, False, True)",
    "logging.disable(30)": "all loggers: 0 became 30",
    "os.chdir('inner')": "the working folder: ",
    "sys.argv.append('more')": "sys.argv: ",
    "signal.signal(signal.SIGINT, signal.SIG_IGN)": "Ctrl-C: ",
}


def test_a_file_that_leaves_the_process_changed_is_named(tmp_path: Path) -> None:
    head = "import logging, os, signal, sys\nlogging.getLogger('early')\n"
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "inner").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for place, change in enumerate(["pass", *CHANGES]):
        (tmp_path / f"test_{place}.py").write_text(f"{head}def test_it():\n    {change}\n", encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "."]
    said = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120).stdout
    assert f"{len(CHANGES) + 1} passed, {len(CHANGES)} errors" in said
    for place, named in enumerate(CHANGES.values(), start=1):
        assert f"test_{place}.py left the process changed: {named}" in said
