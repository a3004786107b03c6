"""A reading as HTML: whole, well-formed, and nothing of the model but text."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from demo.scripted import AGREEING, QUARRELLING, Scripted
from hmer_kit.demo import DemoReading, problem_html, read_picture, reading_html
from hmer_kit.inference import Answer

PICTURE = Image.new("L", (40, 20))
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> ' onclick='alert(1) \u202e ${alert(1)} {{alert(1)}}"


def tags(html):
    """Names and attributes of all elements; pictures and line breaks closed first, as XML wants it."""
    import re

    closed = re.sub(r"<(img|br)\b([^<>]*?)/?>", r"<\1\2/>", html)
    return [(element.tag.rpartition("}")[2], element.attrib) for element in fromstring(closed).iter()]


def test_everything_of_a_reading_is_on_the_page() -> None:
    html = reading_html(read_picture(PICTURE, Scripted(QUARRELLING, confidence=0.5)))
    words = ["66.7%", "50.0%", "says something else:", "counts other symbols", "What the model wrote", "40 × 20 pixels"]
    assert [word for word in words if word not in html] == []
    names = [name for name, _ in tags(html)]
    assert names.count("math") == 3
    assert {"svg", "meter", "table", "details"} <= set(names)


@pytest.mark.parametrize("task", AGREEING)
def test_what_a_model_writes_is_text_whatever_it_is(task) -> None:
    html = reading_html(read_picture(PICTURE, Scripted({**AGREEING, task: HOSTILE}, finish="stop")))
    assert "script" not in {name for name, _ in tags(html)}
    assert all(not key.startswith("on") for _, attributes in tags(html) for key in attributes)
    assert all(
        value.startswith("data:image/png;base64,")
        for _, each in tags(html)
        for key, value in each.items()
        if key == "src"
    )
    assert "\u202e" not in html
    assert "\\u202e" in html


def test_hostile_latex_that_parses_is_text_in_mathml_and_tree() -> None:
    latex = r"\text { <script>alert(1)</script> } + < a > \operatorname { <b> }"
    html = reading_html(read_picture(PICTURE, Scripted({"vanilla": latex}), tasks=("vanilla",)))
    assert not {"script", "b"} & {name for name, _ in tags(html)}


def test_the_name_of_a_failure_is_text() -> None:
    assert "<img" not in problem_html("<img src=x>")


def test_long_answers_are_cut_on_the_page_and_say_so() -> None:
    html = reading_html(read_picture(PICTURE, Scripted({"vanilla": Answer("x " * 9000)}), tasks=("vanilla",)))
    assert "(17999 characters)" in html or "(18000 characters)" in html


def test_a_large_picture_is_shrunk_for_the_page() -> None:
    html = reading_html(DemoReading("x", picture=Image.new("RGB", (5000, 4000), "white")))
    assert "5000 × 4000 pixels" in html
    assert len(html) < 30_000
