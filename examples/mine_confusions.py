r"""Find what a model confuses, mark and correct its errors, and rank references that may be wrong themselves.

Run ``python examples/mine_confusions.py``; it prints

    3 x x read as X
    2 x c read as C
    only spelling: \leq as \le
    <error_start> C <error_end> - <error_start> C <error_end>
    REPLACE:C -> c; REPLACE:C -> c
    corrected: c - c
    confusion graph: 15 symbols, 3 confusions
    suspect: label, 2 models, REPLACE:2 -> 3
"""

from __future__ import annotations

from hmer_kit import ConfusionTable, apply_corrections, correction_log, mark_errors
from hmer_kit.error_mining import find_label_noise

preds = ["X + 1", "X ^ { 2 }", "C - C", r"a \le b", "x + X"]
target = ["x + 1", "x ^ { 2 }", "c - c", r"a \leq b", "x + x"]

table = ConfusionTable.from_pairs(preds, target)
ink, notation = table.ink(), table.notation()  # what the ink explains, and what is spelling alone
for pair, count in ink.most_common(2):
    print(f"{count} x {pair.reference} read as {pair.prediction}")
for pair, _ in notation.most_common(1):
    print(f"only spelling: {pair.reference} as {pair.prediction}")

marked, log = mark_errors(preds[2], target[2]), correction_log(preds[2], target[2])
print(marked)
print("; ".join(map(str, log)))
print("corrected:", apply_corrections(marked, log))

graph = table.to_networkx()
print(f"confusion graph: {graph.number_of_nodes()} symbols, {graph.number_of_edges()} confusions")

references = {"good": "x + 1", "label": "x ^ { 2 }"}
first, second = ["x + 1", "x ^ { 3 }"], ["X + 1", "x ^ { 3 }"]
noise = find_label_noise({"first": first, "second": second}, list(references.values()), ids=list(references))
for suspect in noise.suspects:
    print(f"suspect: {suspect.id}, {len(suspect.models)} models, {'; '.join(map(str, suspect.edits))}")
