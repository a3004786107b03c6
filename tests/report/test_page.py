"""The page: self-contained, safe, accessible, written whole."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from PIL import Image

from hang_guard import hang_guard
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.report import CurvePoint, ReportData, ReportSample, render_report, samples_from_scores, write_report
from hmer_kit.scoring import score

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<!--<script>",
    "]]><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt; \u2028\u2029 </style><style>*{display:none}",
]
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """Elements of a page with their attributes and texts; fails on tags that do not nest."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice in <{tag}>"
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append((tag, self.elements[-1]))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, (_, _, texts) in self.open:
            texts.append(data)

    def all(self, tag, **attributes):
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.elements if one[0] == tag and wanted.items() <= one[1].items()]

    def text(self, tag, **attributes):
        return ["".join(texts) for _, _, texts in self.all(tag, **attributes)]

    @property
    def payload(self):
        [text] = self.text("script", id="data")
        return json.loads(text)


def full_data(texts=("x",), **changes):
    """A report with every part, and each given text in every place that takes text."""
    samples = [
        ReportSample(
            text,
            reference=f"{text} + 1",
            prediction=f"{text} - 1",
            distance=1,
            task=text,
            response=text,
            image=Image.new("L", (8 + number, 8), 255),
        )
        for number, text in enumerate(texts)
    ]
    references = [f"{text.replace(' ', '')} + 1" for text in texts]
    predictions = [f"{text.replace(' ', '')}2 - 1" for text in texts]
    parts = {
        "title": texts[0],
        "subtitle": texts[-1],
        "settings": {text: text for text in texts},
        "scores": {text: score(predictions, references, ids=list(texts)) for text in texts},
        "figures": {text: {text: text} for text in texts},
        "curve": [
            CurvePoint(step, seconds=step, loss=1.0, expression_rates=dict.fromkeys(texts, 0.5)) for step in (0, 9)
        ],
        "confusions": ConfusionTable.from_pairs(predictions, references, ids=list(texts)),
        "samples": samples,
    }
    return ReportData(**(parts | changes))


@pytest.fixture(scope="module")
def page():
    return Page(render_report(full_data(["vanilla", "tree_cot"])))


def test_every_part_has_its_heading(page):
    assert page.text("h2") == ["Scores", "Learning curve", "Confusions", "Samples", "Run settings"]


def test_empty_parts_leave_no_trace():
    page = Page(render_report(ReportData("Nothing yet")))
    assert page.text("h1") == ["Nothing yet"]
    assert page.all("h2") + page.all("section") + page.all("script") + page.all("svg") == []


def test_nothing_is_loaded_from_elsewhere():
    html = render_report(full_data())
    assert not re.search(r"https?:|//cdn|@import|url\(", html)
    for _, attributes, _ in Page(html).elements:
        for name in ("src", "href", "action", "srcset", "xlink:href"):
            assert attributes.get(name, "data:").startswith(("data:", "#"))


def test_the_policy_allows_exactly_the_inline_script_and_style(page):
    [(_, meta, _)] = [one for one in page.all("meta") if "content-security-policy" in str(one[1]).lower()]
    policy = dict(part.strip().split(" ", 1) for part in meta["content"].split(";"))
    assert policy["default-src"] == "'none'"
    for directive, tag in (("script-src", "script"), ("style-src", "style")):
        [text] = [
            text for text, (_, attributes, _) in zip(page.text(tag), page.all(tag), strict=True) if not attributes
        ]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"


def test_hostile_text_in_every_place_stays_text():
    quiet, hostile = full_data(["a"] * len(HOSTILE)), full_data(HOSTILE)
    page = Page(render_report(hostile))
    assert [attributes for _, attributes, _ in page.all("script") if attributes.get("type") != "application/json"] == [
        {}
    ]
    assert len(page.all("script")) == 2 + len(page.all("script", **{"class": "pictures"}))
    assert len(page.all("style")) == 1
    assert page.all("img") == []
    assert all(not name.startswith("on") for _, attributes, _ in page.elements for name in attributes)
    assert all("autofocus" not in attributes for _, attributes, _ in page.elements)
    assert page.text("h1") == [HOSTILE[0]]
    assert page.text("title")[0] == HOSTILE[0]
    assert {tag for tag, _, _ in page.elements} <= {tag for tag, _, _ in Page(render_report(quiet)).elements} | {
        "select",
        "option",
    }
    assert set(HOSTILE) <= set(page.text("dt"))


def test_hostile_samples_reach_the_script_unharmed():
    page = Page(render_report(full_data(HOSTILE)))
    rows = page.payload["samples"]
    assert [row["id"] for row in rows] == HOSTILE
    assert [row["task"] for row in rows] == HOSTILE
    assert [row["response"] for row in rows] == HOSTILE
    assert rows[0]["reference"] == f"{HOSTILE[0]} + 1"


def test_the_script_writes_no_html_and_no_code_from_text(page):
    [script] = [text for text in page.text("script") if "use strict" in text]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|setTimeout\(|fetch|XMLHttp", script
    )


def test_ids_are_unique_and_every_reference_to_one_holds(page):
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes, _ in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(attributes.get(name, "").split()) <= set(ids)
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


def test_the_script_finds_every_element_that_it_asks_for(page):
    [script] = [text for text in page.text("script") if "use strict" in text]
    ids = {attributes.get("id") for _, attributes, _ in page.elements}
    asked = set(re.findall(r'find\("([^"]+)"\)', script))
    assert asked
    assert asked <= ids


def test_charts_are_named_and_said_in_words(page):
    charts = page.all("svg", role="img")
    assert len(charts) == 2
    for _, attributes, texts in charts:
        assert attributes["aria-labelledby"]
        assert "step" in "".join(texts)
    assert all(attributes.keys() & {"aria-labelledby", "aria-hidden", "class"} for _, attributes, _ in page.all("svg"))


def test_tables_have_scoped_heads_and_scrolling_regions_take_the_keyboard(page):
    assert all(attributes.get("scope") in {"row", "col"} for _, attributes, _ in page.all("th"))
    regions = page.all("div", **{"class": "scroll"})
    assert regions
    assert all(attributes.get("tabindex") == "0" and attributes.get("role") == "region" for _, attributes, _ in regions)


def test_the_heat_map_says_each_cell_and_holds_the_counts():
    table = ConfusionTable.from_pairs(["x + 1", "x + 1", "a"], ["X + 1", "X + 1", "b"], ids=["p", "q", "r"])
    samples = [ReportSample("p", reference="X", prediction="x", distance=1)]
    page = Page(render_report(ReportData("Run", confusions=table, samples=samples)))
    cells = {
        attributes["aria-label"]: "".join(texts)
        for _, attributes, texts in page.all("button")
        if "aria-label" in attributes
    }
    assert cells == {"X read as x: 2 times": "2", "b read as a: once": "1"}


def test_the_list_of_confusions_names_examples():
    table = ConfusionTable.from_pairs(["x"] * 5, ["X"] * 5, ids=["p", "q", "r", "s", "t"])
    samples = [ReportSample("p", reference="X", prediction="x", distance=1)]
    page = Page(render_report(ReportData("Run", confusions=table, samples=samples)))
    assert [attributes["data-sample"] for _, attributes, _ in page.all("button", **{"class": "id"})] == ["p", "q", "r"]
    assert page.text("span", **{"class": "more"}) == ["+2"]


def test_without_samples_nothing_asks_to_be_chosen():
    table = ConfusionTable.from_pairs(["x + 1"], ["X + 1"], ids=["p"])
    page = Page(render_report(ReportData("Run", confusions=table)))
    assert page.all("button") == []
    assert "Choose" not in "".join(page.text("section"))
    assert page.text("span", **{"class": "cell q7"}) == ["1"]
    assert page.text("span", **{"class": "id"}) == ["p"]


@pytest.mark.parametrize(("scored", "led_to"), [("vanilla", "vanilla"), ("unsampled", "")])
def test_a_confusion_leads_to_the_samples_of_its_task(scored, led_to):
    data = full_data(["tree_cot", "vanilla"], scores={scored: score(["x"], ["X"])})
    [(_, attributes, _)] = Page(render_report(data)).all("div", id="pairs")
    assert attributes["data-task"] == led_to


def test_the_score_table_shows_the_figures_to_two_digits_and_own_columns_beside_them():
    result = score(["x", "y", "a + b"], ["x", "z", "a + b"])
    page = Page(
        render_report(ReportData("Run", scores={"vanilla": result}, figures={"vanilla": {"Parseable": "99 %"}}))
    )
    cells = [cell.strip() for cell in page.text("td")]
    assert cells[:3] == ["3", "66.67", "100.00"]
    assert cells[-1] == "99 %"
    assert page.text("code") == [result.signature]


def test_a_score_without_samples_is_not_available_rather_than_nan():
    html = render_report(ReportData("Run", scores={"vanilla": score([], [])}))
    assert "nan" not in "".join(Page(html).text("main"))
    assert "n/a" in Page(html).text("td")


def test_pictures_are_stored_once_and_the_unreadable_are_named(tmp_path):
    class Broken:
        name = "a.png"

        def load(self):
            raise DataError("the picture a.png is truncated or broken")

    shared = Image.new("L", (9, 9))
    samples = [
        ReportSample(name, reference="x", prediction="x", distance=0, image=image)
        for name, image in (("a", shared), ("b", shared), ("c", Broken()), ("d", None))
    ]
    written = write_report(tmp_path / "report.html", ReportData("Run", samples=samples))
    page = Page(written.path.read_text(encoding="utf-8"))
    assert (written.samples, written.pictures, len(written.unreadable)) == (4, 1, 1)
    assert [row["picture"] for row in page.payload["samples"]] == [0, 0, None, None]
    assert page.text("summary")[-1] == "1 picture could not be read"
    assert page.text("li") == ["picture of sample 'c': the picture a.png is truncated or broken"]


def test_folders_are_made_and_nothing_else_is_left_beside_the_file(tmp_path):
    written = write_report(tmp_path / "runs" / "1" / "report.html", ReportData("Run"))
    assert os.listdir(tmp_path / "runs" / "1") == ["report.html"]
    assert written.path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_a_file_that_cannot_be_written_is_a_data_error_and_leaves_nothing(tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(DataError, match="expected a place to write the report to") as caught:
        write_report(tmp_path / "report.html", ReportData("Run"))
    assert caught.value.path == str(tmp_path / "report.html")
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_report_that_fails_leaves_the_old_one(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    broken = ReportSample("a", reference="x", prediction=7, distance=1)
    with pytest.raises(InputError, match="expected a str"):
        write_report(path, ReportData("Run", samples=[broken]))
    assert path.read_text(encoding="utf-8") == "old"


def test_the_file_has_ordinary_permissions(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    written = write_report(tmp_path / "report.html", ReportData("Run"))
    assert written.path.stat().st_mode == plain.stat().st_mode


def test_undecodable_names_are_written_all_the_same(tmp_path):
    sample = ReportSample("a\udcff", reference="x", prediction="x", distance=0)
    written = write_report(tmp_path / "report.html", ReportData("a\udcff", samples=[sample]))
    assert Page(written.path.read_text(encoding="utf-8")).text("h1") == ["a?"]


def test_ten_thousand_samples_are_quick_and_no_card_of_them_is_in_the_markup():
    samples = [
        ReportSample(f"s{number}", reference="x ^ { 2 } + y", prediction="x ^ { 2 } - y", distance=1)
        for number in range(10_000)
    ]
    with hang_guard():
        page = Page(render_report(ReportData("Run", samples=samples)))
    assert len(page.payload["samples"]) == 10_000
    assert page.all("article") == []
    assert len(page.elements) < 200


def test_the_same_data_gives_the_same_page():
    assert render_report(full_data()) == render_report(full_data())


def test_without_jinja2_the_extra_is_named():
    code = (
        "import sys; sys.modules['jinja2'] = None\n"
        "from hmer_kit import report\n"
        "from hmer_kit.exceptions import MissingExtraError\n"
        "try: report.render_report(report.ReportData('Run'))\n"
        "except MissingExtraError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'hmer_kit[report]'" in run.stdout


@pytest.mark.real_data
def test_published_predictions_with_their_pictures(real_data, tmp_path):
    from hmer_kit.data import read_captions, read_predictions

    records = read_predictions(real_data / "predictions/unimumer/crohme_2014_pred.json").records
    images = {record.id: record.image for record in read_captions(real_data / "crohme/test2014").records}
    preds, target = [record.prediction for record in records], [record.reference for record in records]
    ids = [record.id for record in records]
    result = score(preds, target, ids=ids)
    data = ReportData(
        "CROHME 2014",
        scores={"vanilla": result},
        confusions=ConfusionTable.from_pairs(preds, target, ids=ids),
        samples=samples_from_scores(result, images=images),
    )
    written = write_report(tmp_path / "report.html", data)
    page = Page(written.path.read_text(encoding="utf-8"))
    assert (written.samples, len(written.unreadable)) == (986, 0)
    assert written.pictures > 950
    assert all(row["picture"] is not None for row in page.payload["samples"])
    assert sum(row["distance"] == 0 for row in page.payload["samples"]) == 815
    assert [cell.strip() for cell in page.text("td")][1:5] == ["82.66", "90.37", "93.71", "96.45"]
