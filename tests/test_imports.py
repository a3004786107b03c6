"""What an import costs and brings, each seen in a fresh interpreter."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys

import pytest

import hmer_kit

HEAVY = ("torch", "torchmetrics", "lightning", "transformers", "numpy", "networkx", "sympy", "PIL", "rapidfuzz")
TORCH_ROOMS = ("metrics", "vlm")
TORCH_FREE_ROOMS = (
    "alignment",
    "cli",
    "counting",
    "data",
    "demo",
    "error_mining",
    "exceptions",
    "inference",
    "ink",
    "latex",
    "report",
    "rewards",
    "scoring",
    "tasks",
    "tree_cot",
    "visual",
)


def fresh(code: str) -> dict[str, object]:
    """Run code in a new interpreter; it prints one JSON object."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_room_is_on_one_of_the_two_lists() -> None:
    rooms = {module.name for module in pkgutil.iter_modules(hmer_kit.__path__) if not module.name.startswith("_")}
    assert rooms == {*TORCH_ROOMS, *TORCH_FREE_ROOMS}


def test_root_import_brings_no_third_party() -> None:
    code = f"import json, sys, hmer_kit; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    assert fresh(code) == []


def test_root_import_costs_under_60_ms_of_its_own() -> None:
    code = (
        "import json, time, importlib; t = time.process_time(); import hmer_kit; "
        "print(json.dumps(time.process_time() - t))"
    )
    assert min(fresh(code) for _ in range(3)) < 0.060


@pytest.mark.parametrize(
    "use", ["hmer_kit.parse('x ^ 2')", "hmer_kit.count_symbols('x + x')", "hmer_kit.tree_cot.dumps('x')"]
)
def test_light_functions_import_no_heavy_package(use: str) -> None:
    code = f"import json, sys, hmer_kit; {use}; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    assert fresh(code) == []


@pytest.mark.parametrize("room", TORCH_FREE_ROOMS)
def test_room_imports_without_torch(room: str) -> None:
    code = (
        f"import json, sys, hmer_kit.{room}; print(json.dumps('torch' in sys.modules or 'transformers' in sys.modules))"
    )
    assert fresh(code) is False


def test_importing_everything_changes_no_global_state() -> None:
    code = (
        "import json, logging, os, warnings, numpy, PIL.Image, rapidfuzz.distance, jinja2; "  # theirs, not ours
        "before = (dict(os.environ), list(logging.root.handlers), list(warnings.filters)); "
        f"import hmer_kit, {', '.join('hmer_kit.' + room for room in TORCH_FREE_ROOMS)}; "
        "after = (dict(os.environ), list(logging.root.handlers), list(warnings.filters)); "
        "print(json.dumps(before == after))"
    )
    assert fresh(code) is True
