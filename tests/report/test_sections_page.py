"""The sections as markup: text stays text, every button has its set, every part its heading."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hmer_kit.data import Record
from hmer_kit.report import CurvePoint, ReportOptions, build_report, render_report

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "]]><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "a\u2028b </style><style>*{display:none}",
]
QUICK = ReportOptions(n_resamples=20)
HEADINGS = [
    "Scores",
    "The same predictions under 3 protocols",
    "{} against {}",
    "Learning curve",
    "Breakdown",
    "Confusions",
    "Symbol counts",
    "Runaways",
    "References that deserve a second look",
    "Samples",
    "Run settings",
]


class Markup(HTMLParser):
    """Elements with their attributes, and the text of headings and table heads."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.headings = [], []
        self._in_heading = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "h2":
            self.headings.append("")
            self._in_heading = True

    def handle_endtag(self, tag):
        self._in_heading &= tag != "h2"

    def handle_data(self, data):
        if self._in_heading:
            self.headings[-1] += data

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def full(texts, names=("ours", "old")):
    """A report with every part, and each given text in ids, tokens, writers, names and notes."""

    def token(text):
        return text.replace(" ", "")

    runs = {names[0]: [], names[1]: []}
    for number, text in enumerate(texts):
        reference = f"{token(text)} + { {0: '{ x', 1: 'x ^ { 2 }'}.get(number, 'x') }"
        for name, read in zip(runs, (f"{token(text)}2 + x", f"{token(text)}2 + x y"), strict=True):
            runs[name].append(Record(text, reference, prediction=read, writer=text))
    loop = Record(f"loop {texts[0]}", "3", prediction=f"3 {token(texts[0])} " * 99, writer="1")
    right = [Record(f"r{number}", "X", prediction="X" if number else "x") for number in range(3)]
    wrong = [Record(f"r{number}", "X", prediction="x") for number in range(3)]
    data = build_report(
        {names[0]: [*runs[names[0]], loop, *right], names[1]: [*runs[names[1]], *wrong]},
        title=texts[0],
        against=names[1],
        curve=[CurvePoint(step, loss=1.0, expression_rates={texts[0]: 0.5}) for step in (0, 9)],
        options=QUICK,
    )
    return replace(data, notes=[*data.notes, *texts], settings={texts[0]: texts[0]})


@pytest.fixture(scope="module")
def page():
    return Markup(render_report(full(["a", "b", "c"])))


def test_every_part_has_its_heading_and_a_place_in_the_contents(page):
    assert page.headings == [heading.format("ours", "old") for heading in HEADINGS]
    anchors = [value[1:] for value in page.values("href") if value.startswith("#") and value != "#main"]
    assert len(anchors) == len(HEADINGS)
    assert set(anchors) <= set(page.values("id"))


def test_every_button_of_a_set_names_one_that_is_there():
    data = full(["a", "b", "c"])
    named = Markup(render_report(data)).values("data-set")
    assert {"right here, wrong in old", "runaways", "references to look at", "symbols counted wrong"} <= set(named)
    assert set(named) <= set(data.sets)


def test_hostile_text_in_every_section_stays_text():
    quiet, hostile = full(["a"] * 1 + list("bcdefg")), full(HOSTILE, names=(HOSTILE[0], HOSTILE[1]))
    before, after = Markup(render_report(quiet)), Markup(render_report(hostile))
    assert sum(tag == "style" for tag, _ in after.elements) == 1
    assert {tag for tag, _ in after.elements} <= {tag for tag, _ in before.elements}
    names = {name for _, attributes in after.elements for name in attributes}
    assert names <= {name for _, attributes in before.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in {"style", "autofocus"}}
    assert after.headings == [heading.format(HOSTILE[0], HOSTILE[1]) for heading in HEADINGS]
    assert set(after.values("data-set")) <= set(hostile.sets)


def test_without_samples_there_is_text_instead_of_buttons():
    data = replace(full(["a", "b", "c"]), samples=[])
    page = Markup(render_report(data))
    assert page.values("data-set") == page.values("data-sample") == []
    assert page.headings[:2] == ["Scores", "The same predictions under 3 protocols"]


def test_no_element_brings_a_style_of_its_own_and_every_head_has_a_scope(page):
    assert page.values("style") == []
    heads = [attributes for tag, attributes in page.elements if tag == "th"]
    assert all(attributes.get("scope") in {"row", "col"} for attributes in heads)
    drawings = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert all("aria-hidden" in one or "aria-labelledby" in one or "class" in one for one in drawings)
    regions = [attributes for tag, attributes in page.elements if attributes.get("class") == "scroll"]
    assert all(one["tabindex"] == "0" and ("aria-label" in one or "aria-labelledby" in one) for one in regions)


def test_the_page_is_the_same_each_time():
    assert render_report(full(["a", "b", "c"])) == render_report(full(["a", "b", "c"]))


def test_figures_of_the_tables_stand_in_the_markup():
    html = render_report(full(["a", "b", "c"]))
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html.split("<main")[1].split("<script")[0]))
    assert "6 shared samples" in text
    assert "only in ours : 1 sample" in text.replace("ours:", "ours :")
    assert "1 prediction ran far beyond its reference" in text
