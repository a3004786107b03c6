"""KaTeX as a second opinion, where node and KaTeX are installed; see benchmarks/experiments/katex_agreement.py."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from hmer_kit.latex import is_parseable

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "experiments" / "katex"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules" / "katex").is_dir(),
    reason="KATEX ABSENT: this test did not run; install node, then: npm install --prefix benchmarks/experiments/katex",
)


def katex_accepts(expressions):
    lines = "".join(json.dumps(latex) + "\n" for latex in expressions)
    command = ["node", "oracle.mjs"]
    done = subprocess.run(
        command, input=lines, capture_output=True, text=True, encoding="utf-8", cwd=FOLDER, check=True
    )
    verdicts = [json.loads(line) is None for line in done.stdout.splitlines()]
    assert len(verdicts) == len(expressions)
    return verdicts


def test_the_list_of_constructs_says_what_katex_takes(construct_cases):
    verdicts = katex_accepts([latex for latex, _, _ in construct_cases])
    said = {latex: katex == "yes" for latex, _, katex in construct_cases}
    assert dict(zip(said, verdicts, strict=True)) == said


@pytest.mark.real_data
def test_whatever_katex_takes_of_the_captions_is_taken(real_data):
    paths = [*sorted(real_data.glob("crohme/*/captions.tsv")), *sorted(real_data.glob("captions/*.tsv"))]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line]
    captions = random.Random(0).sample([line.partition("\t")[2] for line in lines], 5_000)
    taken = [latex for latex, is_taken in zip(captions, katex_accepts(captions), strict=True) if is_taken]
    assert len(taken) > 4_000
    assert [latex for latex in taken if not is_parseable(latex)] == []
