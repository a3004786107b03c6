"""Score predictions of your own and look at what is confused with what.

Run ``python examples/score_your_predictions.py``.
"""

from __future__ import annotations

from hmer_kit import ConfusionTable, score

preds = [r"x ^ { 2 } + 1", r"\frac { c } { d }", r"\alpha + b", r"3 . 1 4"]
target = [r"X ^ { 2 } + 1", r"\frac { C } { d }", r"\alpha + b", r"3 . 1 4"]
ids = ["writer1_7", "writer1_8", "writer2_1", "writer2_2"]

result = score(preds, target, ids=ids)
print(result.table())
for sample in result.samples:
    if sample.distance:
        print(f"{sample.id}: {sample.distance} token edits: {sample.prediction!r} for {sample.reference!r}")

table = ConfusionTable.from_pairs(preds, target, ids=ids)
for pair, count in table.most_common(3):
    print(f"{count} x {pair.reference} read as {pair.prediction}")
graph = table.to_networkx()
print("confusion graph:", graph.number_of_nodes(), "symbols,", graph.number_of_edges(), "confusions")
