"""The HTML report of samples with pictures: time, memory and size, and how soon a browser can use it.

Samples are captions of CROHME with their pictures, two of five with a symbol or two wrong; without the data, made-up
expressions with drawn strokes. Limit: the pictures decoded, encoded and in base64, and the same expressions parsed,
laid out and aligned, each once. Chromium, where it is there with playwright, opens the file: milliseconds until the
first cards stand, until all is read, and from a key in the search to the list it leaves.
"""

from __future__ import annotations

import base64
import html
import io
import json
import os
import random
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from benchmarks.harness.expressions import DATA, keep, made_up
from benchmarks.harness.memory import peak_of_process
from benchmarks.harness.rows import Kind, Row
from hmer_kit.alignment import align
from hmer_kit.data import FileImage, read_captions
from hmer_kit.error_mining import corrupt
from hmer_kit.latex import parse, tokenize
from hmer_kit.latex.mathml import mathml_element
from hmer_kit.report import ReportData, samples_from_scores, write_report
from hmer_kit.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth
    from benchmarks.harness.memory import Memory

SAMPLES, QUICK_SAMPLES, TIMED = 10_000, 60, 500
SPLITS = ("train", "test2014", "test2016")
WRONG = 0.4
KEYS = ("\\", "\\f", "\\fr", "\\frac", "x ^", "zzz", "")


def captions(number: int) -> tuple[dict[str, str], dict[str, Any], str]:
    """Return so many expressions by id, their pictures, and what they are."""
    if DATA.is_dir():
        records = [record for split in SPLITS for record in read_captions(DATA / "crohme" / split).records]
        named = {f"{at}_{records[at % len(records)].id}": records[at % len(records)] for at in range(number)}
        pictures = {name: record.image for name, record in named.items()}
        return {name: record.reference for name, record in named.items()}, pictures, "CROHME"
    expressions = made_up(2 * number)[:number]
    named_expressions = {f"s{at}": latex for at, latex in enumerate(expressions)}
    return named_expressions, {name: strokes(at) for at, name in enumerate(named_expressions)}, "REAL DATA ABSENT"


def strokes(number: int) -> Image.Image:
    """Return a picture of a few strokes, each number another."""
    rng = random.Random(number)
    image = Image.new("L", (rng.randrange(120, 500), 90), 255)
    for _ in range(rng.randrange(10, 40)):
        points = [(rng.randrange(image.width), rng.randrange(image.height)) for _ in range(3)]
        ImageDraw.Draw(image).line(points, fill=0, width=3)
    return image


@cache
def report(number: int) -> tuple[ReportData, str]:
    """Return a report of so many samples, and what they are."""
    rng = random.Random(0)
    references, pictures, source = captions(number)
    can_be_wrong = set(keep([*dict.fromkeys(references.values())], lambda latex: corrupt(latex, rng=rng)))
    predictions = [
        corrupt(latex, rng=rng) if latex in can_be_wrong and rng.random() < WRONG else latex
        for latex in references.values()
    ]
    result = score(predictions, [*references.values()], ids=[*references])
    return ReportData(
        "Benchmark", scores={"vanilla": result}, samples=samples_from_scores(result, images=pictures)
    ), source


def stored(data: ReportData, folder: Path) -> list[tuple[str, str, str, str]]:
    """Write the pictures of a report as files; return its rows: id, prediction, reference, file."""
    rows = []
    for at, sample in enumerate(data.samples):
        image = sample.image if isinstance(sample.image, Image.Image) else sample.image.load()  # type: ignore[union-attr]
        image.save(folder / f"{at}.png")
        rows.append((sample.id, sample.prediction, sample.reference, str(folder / f"{at}.png")))
    return rows


def bench_writing(contest: Contest, quick: bool, tmp_path: Path) -> None:
    number = QUICK_SAMPLES if quick else TIMED
    data, source = report(number)
    rows = stored(data, tmp_path)
    samples = [
        type(sample)(**{**_fields(sample), "image": FileImage(tmp_path, f"{at}.png")})
        for at, sample in enumerate(data.samples)
    ]
    of_files = ReportData(data.title, scores=data.scores, samples=samples)
    path = tmp_path / "report.html"
    assert write_report(path, of_files).samples == number
    parsable = keep([*dict.fromkeys(latex for row in rows for latex in row[1:3])], parse)

    def limit() -> None:
        for _, prediction, reference, picture in rows:
            with Image.open(picture) as image:
                image.save(stream := io.BytesIO(), "PNG")
            base64.b64encode(stream.getvalue())
            json.dumps(html.escape(prediction + reference))
            if prediction != reference:
                align(tokenize(prediction), tokenize(reference))
        for latex in parsable:
            mathml_element(parse(latex))

    contest.limit(
        "each picture decoded, encoded and in base64, each expression parsed and laid out, each wrong pair aligned",
        limit,
        because="templates are compiled anew for each report, and shapes numbered, so that a large file stays small",
    )
    contest.run(
        f"report of {number:,} samples, {source}", lambda: write_report(path, of_files), items=number, unit="sample"
    )


def _fields(sample: Any) -> dict[str, Any]:
    return {name: getattr(sample, name) for name in sample.__dataclass_fields__}


def bench_growth(growth: Growth, tmp_path: Path) -> None:
    growth.of(
        "write_report by samples",
        lambda data: write_report(tmp_path / "grown.html", data),
        make=lambda number: report(number)[0],
        sizes=[2**power for power in range(6, 12)],
    )


def bench_memory(memory: Memory, quick: bool, tmp_path: Path) -> None:
    """Peaks of whole processes that make the samples, and write the report."""
    number = QUICK_SAMPLES if quick else SAMPLES
    code = (
        "import sys\nfrom benchmarks.suites.bench_report import *\n"
        "write_report(sys.argv[2], report(int(sys.argv[1]))[0])"
    )
    memory.by_size(
        "write_report, and the samples made",
        lambda size: peak_of_process(code, size, tmp_path / f"{size}.html"),
        sizes=(number // 10, number),
        unit="samples",
        more=None,
        because="the samples, and what is drawn once for all of them, are held",
    )


def bench_size_and_browser(record: Callable[[Row], None], quick: bool, tmp_path: Path) -> None:
    number = QUICK_SAMPLES if quick else SAMPLES
    data, source = report(number)
    path = tmp_path / "report.html"
    written = write_report(path, data)
    assert written.samples == number
    what = f"a report of {number:,} samples, {source}"
    record(Row(what, Kind.FIGURE, (path.stat().st_size / 2**20,), "MiB of the file"))
    program = chromium()
    if program is None:
        pytest.skip("no Chromium with playwright here: no times of a browser")
    for name, milliseconds in visited(path, program).items():
        record(Row(f"{what}, in Chromium", Kind.FIGURE, (milliseconds,), name))


def chromium() -> str | None:
    """Return a Chromium that playwright can steer, if both are here."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return None
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


def visited(path: Path, program: str) -> dict[str, float]:
    """Open the file in a new context and type in its search."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(path.as_uri())
        standing = page.evaluate("performance.getEntriesByName('samples shown')[0].startTime")
        read = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        typed = page.evaluate(TYPING, [*KEYS])
        browser.close()
    typing = sum(typed) / len(typed)
    return {"ms until cards stand": standing, "ms until all is read": read, "ms for a key in the search": typing}


TYPING = """keys => {
  const field = document.querySelector('input[name=text]');
  return keys.map(key => {
    const begun = performance.now();
    field.value = key;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - begun;
  });
}"""
