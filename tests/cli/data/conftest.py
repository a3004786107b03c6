"""Small sets of ink, captions and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INK = """<ink xmlns="http://www.w3.org/2003/InkML">
<annotation type="truth">${latex}$</annotation><annotation type="writer">{writer}</annotation>
<trace id="0">{x} 10, {x} 60, 40 {x}</trace><trace id="1">70 20, 90 {x}</trace></ink>"""


@pytest.fixture
def ink_folder(tmp_path: Path) -> Path:
    """Three InkML files of two writers."""
    folder = tmp_path / "ink"
    folder.mkdir()
    for number, (latex, writer) in enumerate([("x + 1", "w1"), ("y ^ { 2 }", "w1"), ("z", "w2")]):
        text = INK.format(latex=latex, writer=writer, x=10 + number)
        (folder / f"e{number}.inkml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def captions(tmp_path: Path) -> Callable[..., str]:
    """Write a file of captions without pictures; what is given by position is called 0, 1 and so on."""

    def write(name: str, *latex: str, **named: str) -> str:
        path = tmp_path / name
        rows = [*((str(number), text) for number, text in enumerate(latex)), *named.items()]
        path.write_text("".join(f"{key}\t{text}\n" for key, text in rows), encoding="utf-8")
        return str(path)

    return write
