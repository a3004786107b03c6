"""The examples that put a part of the library into a trainer of one's own: short, and of what is public alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
OWN_TRAINERS = ["foreign_lightning_module", "hf_trainer", "own_vlm_module", "plain_pytorch", "trl_grpo"]


@pytest.mark.parametrize("name", OWN_TRAINERS)
def test_an_example_for_a_trainer_of_ones_own_has_sixty_lines_at_most(name: str) -> None:
    assert len((EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_says_what_it_does_and_takes_public_names_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "hmer_kit" in (node.module or "")]
    names = [part for node in taken for part in (*(node.module or "").split("."), *(item.name for item in node.names))]
    assert [name for name in names if name.startswith("_")] == []
