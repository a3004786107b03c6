r"""Score a file of predictions: what the number is, how sure it is, and under which protocol.

Run ``python examples/score_your_predictions.py``; it prints

    released/1|unit:token edits|n:4|v:...
    exact 0.50, <=1 1.00, 95 % interval 0.0000..1.0000 (95 %, bootstrap, 1000 resamples, seed 0)
    w1_7: 1 token edits: 'x ^ { 2 } + 1' for 'X ^ { 2 } + 1'
    w2_1: 1 token edits: 'a \\le b' for 'a \\leq b'
    same_ink: exact 0.75
    w1: exact 0.50
    w2: exact 0.50
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hmer_kit import read_predictions, score
from hmer_kit.scoring import stratify

ROWS = [  # a file as recognizers write it; JSON Lines, CSV, TSV, a folder or a zip archive of results do as well
    {"img_id": "w1_7", "gt": "X ^ { 2 } + 1", "pred": "x ^ { 2 } + 1"},
    {"img_id": "w1_8", "gt": r"\frac { c } { d }", "pred": r"\frac { c } { d }"},
    {"img_id": "w2_1", "gt": r"a \leq b", "pred": r"a \le b"},
    {"img_id": "w2_2", "gt": "3 . 1 4", "pred": "3 . 1 4"},
]

with TemporaryDirectory() as folder:
    path = Path(folder, "predictions.json")
    path.write_text(json.dumps(ROWS), encoding="utf-8")
    records = read_predictions(path).records

preds = [record.prediction or "" for record in records]
target = [record.reference for record in records]
ids = [record.id for record in records]

result = score(preds, target, ids=ids)
print(result.signature)
interval = result.interval("expression_rate")
print(f"exact {result.expression_rate():.2f}, <=1 {result.expression_rate(1):.2f}, 95 % interval {interval}")
for sample in result.samples:
    if sample.distance:
        print(f"{sample.id}: {sample.distance} token edits: {sample.prediction!r} for {sample.reference!r}")

same_ink = score(preds, target, ids=ids, protocol="same_ink")
print(f"same_ink: exact {same_ink.expression_rate():.2f}")
writers = {name: name.split("_")[0] for name in ids}
for writer, rate in stratify(result, writers, name="writer").rates("expression_rate").items():
    print(f"{writer}: exact {rate:.2f}")
