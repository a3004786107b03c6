r"""One page of all that was measured: scores under two protocols, confusions, and every sample with its picture.

Run ``python examples/write_a_report.py [FILE]``; it prints

    report.html: 3 samples, ... KiB, loads nothing from elsewhere: True
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hmer_kit import ConfusionTable, Writer, render, score, write_report
from hmer_kit.report import ReportData, samples_from_scores

target = {"a": "x ^ { 2 } + 1", "b": r"\frac { c } { d }", "c": r"a \leq b"}
preds = {"a": "X ^ { 2 } + 1", "b": r"\frac { c } { d }", "c": r"a \le b"}
pictures = {
    name: render(latex, writer=Writer.from_seed(seed)).to_image() for seed, (name, latex) in enumerate(target.items())
}

result, same_ink = (
    score(list(preds.values()), list(target.values()), ids=list(target), protocol=name)
    for name in ("released", "same_ink")
)
data = ReportData(
    "Three expressions",
    subtitle="Synthetic ink, and predictions that were made up.",
    settings={"writers": 3},
    scores={"released": result, "same_ink": same_ink},
    confusions=ConfusionTable.from_pairs(list(preds.values()), list(target.values()), ids=list(target)),
    samples=samples_from_scores(result, images=pictures),
)

with TemporaryDirectory() as folder:
    written = write_report(sys.argv[1] if len(sys.argv) > 1 else Path(folder, "report.html"), data)
    page = written.path.read_text(encoding="utf-8")
loads = re.findall(r"(?:src|href)=\"https?://", page)
size = len(page.encode()) // 1024
print(f"{written.path.name}: {written.samples} samples, {size} KiB, loads nothing from elsewhere: {not loads}")
