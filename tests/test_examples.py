"""The examples: short, of public names alone, and each prints what its docstring says. Each runs once, here."""

from __future__ import annotations

import ast
import doctest
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))
RUN_ELSEWHERE = {
    "quickstart": "the command that it calls has tests of its own",
    "real_beside_synthetic": "it draws while the pages are built",
}
NEEDS = {"mine_errors_on_ray": "ray", "predict_through_a_server": "openai", "write_a_report": "jinja2"}
SLOW = {"add_a_family", "fine_tune_your_folder", "mine_errors_on_ray"}
IDS = [path.stem for path in SCRIPTS]
RUN_HERE = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if path.stem in SLOW else [])
    for path in SCRIPTS
    if path.stem not in RUN_ELSEWHERE
]


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def promised(path: Path) -> str:
    """What a docstring says that its script prints: the indented lines after 'prints'."""
    after = docstring(path).partition("prints")[2]
    lines = [line for line in after.splitlines()[1:] if line.startswith("    ") or not line]
    return textwrap.dedent("\n".join(lines)).strip("\n") + "\n"


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_an_example_has_eighty_lines_at_most(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("path", SCRIPTS, ids=IDS)
def test_an_example_says_what_it_does_and_takes_public_names_alone(path: Path) -> None:
    assert docstring(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "hmer_kit" in (node.module or "")]
    names = [part for node in taken for part in (*(node.module or "").split("."), *(item.name for item in node.names))]
    assert [name for name in names if name.startswith("_")] == []


@pytest.mark.parametrize("path", RUN_HERE)
def test_an_example_prints_what_its_docstring_says(path: Path, tmp_path: Path) -> None:
    if find_spec(NEEDS.get(path.stem, "sys")) is None:
        pytest.skip(f"{NEEDS[path.stem]} is not installed")
    expected = promised(path)
    assert expected.strip(), "write into the docstring what the script prints"
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    assert doctest.OutputChecker().check_output(expected, run.stdout, doctest.ELLIPSIS), run.stdout
    assert list(tmp_path.iterdir()) == [], "an example leaves nothing behind"
