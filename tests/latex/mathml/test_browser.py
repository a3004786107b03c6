"""What Chromium makes of it: places and sizes, not pixels, for fonts differ."""

from __future__ import annotations

import pytest

from hmer_kit.latex import to_mathml

EXPRESSIONS = {
    "fraction": r"\frac { a } { b }",
    "fence": r"\left ( \frac { a } { b } \right ) ( c )",
    "sum": r"\sum _ { i } ^ { n } i",
    "columns": r"\begin{array}{lcr} a & b & c \\ aaaaaa & bbbbbb & cccccc \end{array}",
    "line": r"\overline { A B C } x",
    "unknown": r"\foo",
}
BOXES = """id => [...document.getElementById(id).querySelectorAll('mi, mo, merror')].map(each => {
  const box = each.getBoundingClientRect();
  return {text: each.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom};
})"""


@pytest.mark.browser
def test_chromium_puts_everything_where_it_belongs(page, tmp_path):
    body = "".join(f"<p id='{name}'>{to_mathml(latex, display=True)}</p>" for name, latex in EXPRESSIONS.items())
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'><title>x</title>{body}", encoding="utf-8")
    page.goto(file.as_uri())
    boxes = {name: page.evaluate(BOXES, name) for name in EXPRESSIONS}

    above, below = boxes["fraction"]
    assert above["bottom"] <= below["top"] + 1

    height = {at: box["bottom"] - box["top"] for at, box in enumerate(boxes["fence"])}
    stretched, plain = height[0], height[4]
    assert boxes["fence"][4]["text"] == "("
    assert stretched > 1.3 * plain

    sign, low, high, _ = boxes["sum"]
    assert high["bottom"] <= sign["top"] + 2
    assert low["top"] >= sign["bottom"] - 2

    cells = [box for box in boxes["columns"] if len(box["text"]) == 1 and box["text"] in "abc"]
    first, middle, last = (
        min((box for box in cells if box["text"] == name), key=lambda box: box["top"]) for name in "abc"
    )
    wide = [[box for box in cells if box["text"] == name] for name in "abc"]
    assert first["left"] == pytest.approx(min(box["left"] for box in wide[0]), abs=2)
    assert last["right"] == pytest.approx(max(box["right"] for box in wide[2]), abs=2)
    assert middle["left"] > min(box["left"] for box in wide[1]) + 2

    assert [box["text"] for box in boxes["unknown"]] == ["\\foo"]
    styles = page.evaluate("getComputedStyle(document.querySelector('#line mover > mrow')).borderTopStyle")
    assert styles == "solid"
