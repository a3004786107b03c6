"""The picture of the layers is drawn from the contract that holds them, and every room in it leads somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "pictures" / "layers.py"))


def test_the_picture_of_the_layers_is_that_of_the_contract(script: dict[str, Any]) -> None:
    assert script["PICTURE"].read_text(encoding="utf-8") == script["svg"](), "run python pictures/layers.py"


def test_every_room_says_what_it_is_for(script: dict[str, Any]) -> None:
    rooms = [room for row in script["layers"]() for room in row]
    folders = {path.stem for path in (ROOT / "src" / "hmer_kit").glob("[a-z_]*") if path.suffix in {"", ".py"}}
    assert set(rooms) == folders - {"__init__", "__pycache__"}
    assert [room for room in rooms if len(script["purpose"](room)) < 20] == []


def test_the_architecture_page_holds_the_picture_with_its_text(site: Path) -> None:
    page = (site / "architecture" / "index.html").read_text(encoding="utf-8")
    (picture,) = re.findall(r'<div class="layers".*?</div>', page, re.DOTALL)
    assert "From above to below" in picture
    assert ':href="../reference/latex/"' in picture
