"""Score predictions of your own under several protocols, compare two systems, and look at what is confused with what.

Run ``python examples/score_your_predictions.py``.
"""

from __future__ import annotations

from hmer_kit import ConfusionTable, score
from hmer_kit.scoring import compare_scores, score_table, stratify

preds = [r"x ^ { 2 } + 1", r"\frac { c } { d }", r"\alpha + b", r"3 . 1 4"]
target = [r"X ^ { 2 } + 1", r"\frac { C } { d }", r"\alpha + b", r"3 . 1 4"]
ids = ["writer1_7", "writer1_8", "writer2_1", "writer2_2"]

result = score(preds, target, ids=ids)
print(result.table())
for sample in result.samples:
    if sample.distance:
        print(f"{sample.id}: {sample.distance} token edits: {sample.prediction!r} for {sample.reference!r}")

protocols = {name: score(preds, target, protocol=name) for name in ("released", "same_ink", "label_graph")}
print(score_table(protocols, measures=["expression_rate", "structure_rate", "symbol_f1"]))
print(result.interval("expression_rate"))
print(stratify(result, {name: name.split("_")[0] for name in ids}, name="writer").table())

baseline = score(["x", r"\frac { c } { d }", r"\alpha + b", "3"], target, ids=ids)
print(compare_scores(result, baseline, measures=["expression_rate", "edit_score"]).table())

table = ConfusionTable.from_pairs(preds, target, ids=ids)
for pair, count in table.most_common(3):
    print(f"{count} x {pair.reference} read as {pair.prediction}")
graph = table.to_networkx()
print("confusion graph:", graph.number_of_nodes(), "symbols,", graph.number_of_edges(), "confusions")
