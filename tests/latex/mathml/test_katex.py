"""KaTeX's MathML beside ours, where node and KaTeX are installed: the same characters in the same order."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from defusedxml import ElementTree

from hmer_kit.latex import mathml_element

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "experiments" / "katex"
SCRIPTS = {"msub": 1, "msup": 1, "msubsup": 2, "munder": 1, "mover": 1, "munderover": 2}
SAME = str.maketrans({
    "\u2223": "|", "\u2225": "‖", "∗": "*", "ˉ": "\u0304", "→": "\u20d7", "⋅": "·", "\u2061": None, "\u2063": None,
    "\u0302": "^", "◯": None,
})  # fmt: skip
"""Characters that both choose otherwise for one sign; KaTeX's circle is a frame of ours."""

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (FOLDER / "node_modules" / "katex").is_dir(),
    reason="KATEX ABSENT: this test did not run; install node, then: npm install --prefix benchmarks/experiments/katex",
)


def characters(element):
    joined = unicodedata.normalize("NFKD", "".join(element.itertext())).translate(SAME)
    return "".join(joined.split())


def structures(element):
    tags = Counter(each.tag.rpartition("}")[2] for each in element.iter())
    return [tags[tag] for tag in ("mfrac", "msqrt", "mroot")], sum(tags[tag] * n for tag, n in SCRIPTS.items())


@pytest.mark.real_data
def test_captions_of_crohme_have_the_characters_and_structures_that_katex_gives_them(real_data):
    paths = sorted(real_data.glob("crohme/*/captions.tsv"))
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    captions = sorted({line.partition("\t")[2] for line in lines})[::3]
    lines = "".join(json.dumps(latex) + "\n" for latex in captions)
    done = subprocess.run(
        ["node", "mathml.mjs"], input=lines, capture_output=True, text=True, encoding="utf-8", cwd=FOLDER, check=True
    )
    pairs = [
        (latex, mathml_element(latex), ElementTree.fromstring(json.loads(shown))[0][0][0])
        for latex, shown in zip(captions, done.stdout.splitlines(), strict=True)
        if shown != "null"
    ]
    assert len(pairs) > 1_500
    assert [latex for latex, ours, theirs in pairs if characters(ours) != characters(theirs)] == []
    # KaTeX gives a prime in braces a base of its own: x ^ { ' }.
    plain = [pair for pair in pairs if "{ '" not in pair[0]]
    assert [latex for latex, ours, theirs in plain if structures(ours) != structures(theirs)] == []
