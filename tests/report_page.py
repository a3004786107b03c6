"""A report for tests in Chromium: samples of every kind, hostile and endless ones too, and ways around its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from chromium import wait_until
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.report import ReportData, ReportSample, samples_from_scores
from hmer_kit.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

PAGE = 24
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=//attacker.example/x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "a\x00b\x1b\x7f\r\nc",
    "a\ud800b",
    "\u202egpj.exe",
    "__proto__",
    "constructor",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    r"\href { javascript:alert(1) } { x } \text { </math><script>alert(1)</script> }",
)
ORDINARY = ("writer ", "vanilla", "endless", "flipped")
PAIRS = (
    (r"\frac { a } { b } + x ^ { 2 }", r"\frac { a } { b } + x ^ { 2 }"),
    (r"\sqrt { y } = z", r"\sqrt { Y } = z"),
    ("x ^ { 2 n }", "x ^ { 2 }"),
    (r"\sum _ { i = 1 } ^ { n } a _ { i }", r"\sum _ { i = 1 } ^ { n } a"),
    ("a + b", r"\frac { a + b"),
)


def drawn(number: int) -> Image.Image:
    """A picture with a line in it, of a width of its own."""
    image = Image.new("L", (200 + number, 60), 255)
    ImageDraw.Draw(image).line((20, 30, 150 + number, 20 + number % 20), fill=0, width=4)
    return image


def vanilla_samples() -> list[ReportSample]:
    """Sixty ordinary samples, with all that may be known of one."""
    references, predictions = zip(*(PAIRS[at % len(PAIRS)] for at in range(60)), strict=True)
    ids = [f"v{at:02}" for at in range(60)]
    return samples_from_scores(
        score(predictions, references, ids=ids),
        images={name: drawn(at) for at, name in enumerate(ids)},
        responses={"v01": "I see a root.\n\\sqrt { Y } = z"},
        writers={name: f"writer {at % 3}" for at, name in enumerate(ids)},
        confidences={name: (7 * at % 60) / 60 for at, name in enumerate(ids)},
    )


def hostile_samples() -> list[ReportSample]:
    """One sample for each hostile text, which stands wherever a text can."""
    return [
        ReportSample(text, reference=text, prediction=f"{text} y", distance=1, task=text, response=text, writer=text)
        for text in HOSTILE
    ]


def endless_samples() -> list[ReportSample]:
    """Predictions without end, and one that is not there."""
    long = " ".join("abcd" * 25_000)
    deep = r"\frac { " * 10_000 + "x" + " } { 1 }" * 10_000
    nested = r"\sqrt { " * 60 + "x" + " }" * 60
    return [
        ReportSample(name, reference="x", prediction=prediction, distance=9, task="endless")
        for name, prediction in (("long", long), ("deep", deep), ("nested", nested), ("nothing", None))
    ]


SAMPLES = [*vanilla_samples(), *endless_samples(), *hostile_samples()]
SETS = {"flipped to wrong": ["v02", "v07", "v12", "nobody"], **{text: [text] for text in HOSTILE}}
VANILLA = [sample for sample in SAMPLES if sample.task == "vanilla"]


def report_data() -> ReportData:
    """Everything above as one report."""
    preds, target = [sample.prediction or "" for sample in VANILLA], [sample.reference for sample in VANILLA]
    ids = [sample.id for sample in VANILLA]
    return ReportData(
        HOSTILE[0],
        scores={"vanilla": score(preds, target, ids=ids)},
        confusions=ConfusionTable.from_pairs(preds, target, ids=ids),
        samples=SAMPLES,
        sets=SETS,
        settings={text: text for text in HOSTILE},
    )


def go(page: Page, view: str) -> None:
    """Go to a view by its address, and wait until it is there."""
    page.evaluate("view => { location.hash = view; }", view)
    wait_until(page, "view => location.hash === '#' + view", arg=view)
    wait_until(page, "open => document.getElementById('detail').open === open", arg="sample=" in view)


def names(page: Page) -> list[str]:
    """The names on the cards that are shown."""
    return page.locator("#cards .name").all_inner_texts()


def view(page: Page) -> dict[str, str]:
    """The view in the address."""
    return dict(pair.split("=") for pair in page.evaluate("location.hash.slice(1)").split("&"))


def ids(samples: Iterable[ReportSample]) -> list[str]:
    """The names on the first page of samples."""
    return [sample.id for sample in samples][:PAGE]


def choose(page: Page, name: str, value: str) -> None:
    """Choose an option of a filter."""
    page.locator(f"select[name={name}]").select_option(value)
