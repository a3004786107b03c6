"""The built pages: every public name stands in the reference with its docstring, and nothing comes from elsewhere."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import runpy
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from hmer_kit.latex import RULES

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
ROOMS = sorted(
    [page.stem for page in REFERENCE.glob("*.md")] + [page.parent.name for page in REFERENCE.glob("*/index.md")]
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


def block(page: str, room: str, name: str) -> str:
    """What stands on a page from the heading of a public name to the next heading of its rank or above."""
    # Under the heading of a part, a name has rank 3; so has an attribute, whose id names its class too.
    start = re.search(
        rf'<h(2|3(?= id="hmer_kit\.\w+\.\w+")) id="hmer_kit\.{room}\.(?:\w+\.)?{name}" class="doc doc-', page
    )
    if start is None:
        return ""
    end = re.compile(f"<h[1-{start[1]}] ").search(page, start.end())
    return page[start.start() : end.start() if end else None]


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_stands_in_the_reference(site: Path, room: str) -> None:
    page = (site / "reference" / room / "index.html").read_text(encoding="utf-8")
    module = importlib.import_module(f"hmer_kit.{room}")
    assert [name for name in module.__all__ if not block(page, room, name)] == []
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            shown = unescape(re.sub(r"<[^>]+>", "", block(page, room, name)))
            summary = re.sub(r"\W+", "", (inspect.getdoc(value) or "").partition("\n\n")[0])
            assert summary in re.sub(r"\W+", "", shown), f"{name}: without its docstring"
            assert f"{name}(" in shown or inspect.isclass(value), f"{name}: without its signature"
            assert ">>> " in shown, f"{name}: without its example"


@pytest.mark.parametrize("room", ["data", "ink"])
def test_a_page_in_parts_shows_every_name_once(site: Path, room: str) -> None:
    page = (site / "reference" / room / "index.html").read_text(encoding="utf-8")
    shown = re.findall(rf'<h3 id="hmer_kit\.{room}\.(\w+)" class="doc doc-heading">', page)
    assert sorted(set(shown) - {"predictions"}) == sorted(importlib.import_module(f"hmer_kit.{room}").__all__)
    assert len(shown) == len(set(shown))


def test_the_site_shows_real_ink_where_there_is_real_data(site: Path) -> None:
    (shown,) = site.rglob("real_beside_synthetic.*")
    example = runpy.run_path(str(ROOT / "examples" / "real_beside_synthetic.py"))
    synthetic = example["sheet"](Path("absent"))
    with Image.open(shown) as picture:
        assert picture.width == synthetic.width
        assert (picture.height > synthetic.height) == example["INKML"].exists()
    assert shown.stat().st_size < 150_000


def test_real_ink_is_in_no_commit() -> None:
    assert list((ROOT / "docs").rglob("real_beside_synthetic.*")) == []


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loads = r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"?(?:https?:)?//[^\s>]*|url\([\"']?(?:https?:)?//"
    pages = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(pages) > len(ROOMS)
    found = {path.name: re.findall(loads, path.read_text(encoding="utf-8")) for path in pages}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"], ids=lambda page: page.stem
)
def test_files_of_ours_that_a_page_names_are_there(page: Path) -> None:
    named = re.findall(r"\b(?:tests|examples|benchmarks|src)/[\w/]+\.py\b", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_normalization_page_shows_every_rule_as_it_is() -> None:
    page = (ROOT / "docs" / "guides" / "normalization.md").read_text(encoding="utf-8").replace("\\|", "|")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    assert rows.keys() == RULES.keys()
    for name, rule in RULES.items():
        assert rows[name].endswith(f" | `{rule.before}` | `{rule.after}` |"), name
        assert re.sub(r"\W", "", rule.summary) in re.sub(r"\W", "", rows[name]), name
