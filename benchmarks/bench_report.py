"""The HTML report of 10,000 samples with pictures: size, time and memory to write it, and how soon it can be used.

Samples are captions of CROHME with their pictures, two of five with a symbol or two wrong; without the data, made-up
expressions with drawn strokes. Each number of samples is written in a process of its own, so that peak memory is that
of writing. Sizes are told by part: pictures, formulas, and the samples with their marks and trees. Chromium, where
there is one with playwright, opens the file several times: milliseconds until the first cards stand and until all is
read, and from a key in the search field to the list that it leaves, of which the best are shown. Between a tenth of the
samples and all of them stands how much more each costs: 10 is in proportion.

Run: python benchmarks/bench_report.py [--quick] [--samples N] [--json FILE]
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _expressions import DATA, keep, made_up
from _measure import arguments, table, write_json
from _rows import Row
from bench_error_mining import peak_mib
from PIL import Image, ImageDraw

from hmer_kit.data import read_captions
from hmer_kit.error_mining import corrupt
from hmer_kit.report import ReportData, samples_from_scores, write_report
from hmer_kit.scoring import score

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES, QUICK_SAMPLES = 10_000, 60
SPLITS = ("train", "test2014", "test2016")
WRONG = 0.4
VISITS, QUICK_VISITS = 3, 1
KEYS = ("\\", "\\f", "\\fr", "\\frac", "x ^", "zzz", "")
HEAD = ("", "a tenth", "all", "all over a tenth")
UNITS = {
    "samples": ",.0f",
    "CPU s to write": ".2f",
    "MiB of memory to write": ".0f",
    "MiB of the file": ".2f",
    "of which pictures": ".2f",
    "of which formulas": ".2f",
    "of which samples": ".2f",
    "ms until cards stand": ".0f",
    "ms until all is read": ".0f",
    "ms for a key in the search": ".0f",
}


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


def report(number: int) -> tuple[ReportData, str]:
    """Return a report of so many samples, and what they are."""
    rng = random.Random(0)
    references, pictures, source = captions(number)

    def wrong(latex: str) -> str:
        return corrupt(latex, rng=rng) if rng.random() < WRONG else latex

    can_be_wrong = set(keep([*dict.fromkeys(references.values())], lambda latex: corrupt(latex, rng=rng)))
    predictions = [wrong(latex) if latex in can_be_wrong else latex for latex in references.values()]
    result = score(predictions, [*references.values()], ids=[*references])
    samples = samples_from_scores(result, images=pictures)
    return ReportData("Benchmark", scores={"vanilla": result}, samples=samples), source


def written(number: int, path: Path, results: Any) -> None:
    """Write a report in this process and send back what it took."""
    data, source = report(number)
    before, begun = peak_mib(), time.process_time()
    write_report(path, data)
    seconds, peak = time.process_time() - begun, peak_mib()
    figures = {"samples": number, "CPU s to write": seconds, "MiB of memory to write": peak - before}
    results.send((figures | sizes(path), source))


def sizes(path: Path) -> dict[str, float]:
    """Return the size of the file and of its parts in MiB."""
    text = path.read_text(encoding="utf-8")
    [data] = re.findall(r'id="data">(.*?)</script>', text, flags=re.DOTALL)
    pictures = re.findall(r'class="pictures">(.*?)</script>', text, flags=re.DOTALL)
    payload = json.loads(data)
    parts = {
        "pictures": sum(map(len, pictures)),
        "formulas": sum(len(json.dumps(payload[name], separators=(",", ":"))) for name in ("expressions", "shapes")),
        "samples": len(json.dumps(payload["samples"], separators=(",", ":"), ensure_ascii=False)),
    }
    whole = {"MiB of the file": path.stat().st_size / 2**20}
    return whole | {f"of which {name}": length / 2**20 for name, length in parts.items()}


def write(number: int, path: Path) -> tuple[dict[str, float], str]:
    """Write a report in a fresh process."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=written, args=(number, path, theirs))
    process.start()
    theirs.close()
    answer: tuple[dict[str, float], str] = ours.recv()
    process.join()
    return answer


def chromium() -> str | None:
    """Return a Chromium that playwright can steer, if both are here."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return None
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


def used(paths: Mapping[int, Path], program: str, *, visits: int) -> dict[int, dict[str, float]]:
    """Open the files in turns, and return the best times of each."""
    from playwright.sync_api import sync_playwright

    best: dict[int, dict[str, float]] = {number: {} for number in paths}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for _ in range(visits):
            for number, path in paths.items():
                for name, value in visit(browser, path).items():
                    best[number][name] = min(value, best[number].get(name, value))
        browser.close()
    return best


def visit(browser: Any, path: Path) -> dict[str, float]:
    """Open a file in a new context and type in its search."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(path.as_uri())
    standing = page.evaluate("performance.getEntriesByName('samples shown')[0].startTime")
    read = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    typed = page.evaluate(
        """keys => {
          const field = document.querySelector('input[name=text]');
          return keys.map(key => {
            const begun = performance.now();
            field.value = key;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.body.offsetHeight;
            return performance.now() - begun;
          });
        }""",
        [*KEYS],
    )
    page.context.close()
    figures = {"ms until cards stand": standing, "ms until all is read": read}
    return figures | {"ms for a key in the search": sum(typed) / len(typed)}


def rows(tenth: Mapping[str, float], whole: Mapping[str, float]) -> list[tuple[str, ...]]:
    """Return the lines of the table."""
    return [
        (name, f"{tenth[name]:{form}}", f"{whole[name]:{form}}", f"{whole[name] / tenth[name]:.1f}")
        for name, form in UNITS.items()
        if name in whole and tenth[name]
    ]


def rows_of(whole: Mapping[str, float]) -> list[Row]:
    """Return what the benchmark page shows, of the largest report."""
    of = f"a report of {whole['samples']:,.0f} samples"
    return [Row(f"{of}, {name}", whole[name]) for name in UNITS if name in whole and name != "samples"]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--samples", type=int, metavar="N")
    options = parser.parse_args()
    number = options.samples or (QUICK_SAMPLES if options.quick else SAMPLES)
    numbers = (max(1, number // 10), number)
    with tempfile.TemporaryDirectory() as folder:
        paths = {each: Path(folder, f"{each}.html") for each in numbers}
        answers = {each: write(each, path) for each, path in paths.items()}
        program = chromium()
        visits = (
            used(paths, program, visits=QUICK_VISITS if options.quick else VISITS)
            if program
            else {each: {} for each in numbers}
        )
    figures = {each: answers[each][0] | visits[each] for each in numbers}
    browser = "" if program else "; no Chromium with playwright here"
    print(f"{answers[number][1]}{browser}\n\n{table(HEAD, rows(*figures.values()))}")
    write_json(
        options.json, {"source": answers[number][1], "reports": [*figures.values()]}, report=rows_of(figures[number])
    )


if __name__ == "__main__":
    main()
