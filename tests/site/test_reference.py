"""The reference: every public name with docstring, example and source, once on a page that is not too large."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from site_build import html_pages, plain

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
ROOMS = sorted(
    [page.stem for page in REFERENCE.glob("*.md")] + [page.parent.name for page in REFERENCE.glob("*/index.md")]
)
IN_PARTS = ["data", "error_mining", "inference", "ink", "latex", "scoring"]
"""Rooms whose pages list their names part by part."""
LARGEST = 600_000
"""Bytes of a page before it is packed for the way: a phone takes a second to lay it out."""


def pages_of(site: Path, room: str) -> str:
    """Return all reference pages of a room, one after another."""
    pages = html_pages(site / "reference" / room)
    assert pages
    return "".join(pages.values())


def block(page: str, room: str, name: str) -> str:
    """What stands on a page from the heading of a public name to the next heading of its rank or above."""
    # Under the heading of a part, a name has rank 3; so has an attribute, whose id names its class too.
    rank = rf'2|3(?= id="hmer_kit\.\w+\.(?:{name}\.)?\w+")'
    start = re.search(rf'<h({rank}) id="hmer_kit\.{room}\.(?:\w+\.)?{name}" class="doc doc-', page)
    if start is None:
        return ""
    end = re.compile(f"<h[1-{start[1]}] ").search(page, start.end())
    return page[start.start() : end.start() if end else None]


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_stands_in_the_reference(site: Path, room: str) -> None:
    page = pages_of(site, room)
    module = importlib.import_module(f"hmer_kit.{room}")
    assert [name for name in module.__all__ if not block(page, room, name)] == []
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            shown = plain(block(page, room, name))
            summary = re.sub(r"\W+", "", (inspect.getdoc(value) or "").partition("\n\n")[0])
            assert summary in re.sub(r"\W+", "", shown), f"{name}: without its docstring"
            assert f"{name}(" in shown or inspect.isclass(value), f"{name}: without its signature"
            assert ">>> " in shown, f"{name}: without its example"
            kind = "class" if inspect.isclass(value) else "def"
            assert f"{kind} {name}" in shown.partition("Source code in")[2], f"{name}: without its source"


@pytest.mark.parametrize("room", IN_PARTS)
def test_a_room_in_parts_shows_every_name_once(site: Path, room: str) -> None:
    shown = re.findall(rf'<h3 id="hmer_kit\.{room}\.(\w+)" class="doc doc-heading">', pages_of(site, room))
    # One module is shown for its docstring, and one function has the name of its module, which makes its anchor longer.
    shown = [name for name in shown if (room, name) != ("data", "predictions")]
    shown += ["complexity"] if room == "latex" and "latex.complexity.complexity" in pages_of(site, room) else []
    assert sorted(set(shown)) == sorted(importlib.import_module(f"hmer_kit.{room}").__all__)
    assert len(shown) == len(set(shown))


def test_no_page_is_too_large_to_open_on_a_phone(site: Path) -> None:
    sizes = {name: len(page.encode()) for name, page in html_pages(site).items()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
