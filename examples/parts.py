"""Each part of the library alone, on one expression: run it and read what it prints.

Run ``python examples/parts.py``.
"""

from __future__ import annotations

from hmer_kit import (
    ConfusionTable,
    Record,
    apply_corrections,
    correction_log,
    count_symbols,
    get_task,
    mark_errors,
    parse,
    score,
    to_latex,
    tree_cot,
)

reference = r"\frac { a ^ { 2 } + 1 } { b }"
prediction = r"\frac { d ^ { 2 } + 1 } { 6 }"

# A tree and back; tight LaTeX is read as well.
tree = parse(r"\frac{a^{2}+1}{b}")
print("symbols:   ", [node.symbol for node in tree.walk() if node.symbol])
print("LaTeX:     ", to_latex(tree))

# The released formats.
print("Tree-CoT:  ", repr(tree_cot.dumps(reference)))
print("counts:    ", count_symbols(reference))

# What is wrong with the prediction, and how to mend it.
marked = mark_errors(prediction, reference)
log = correction_log(prediction, reference)
print("marked:    ", marked)
print("log:       ", [str(item) for item in log])
print("rebuilt:   ", apply_corrections(marked, log) == reference)
print("confusions:", ConfusionTable.from_pairs([prediction], [reference]).most_common(2))

# Scores with their signature.
result = score([prediction], [reference])
print("scores:    ", f"<=2 {result.expression_rate(tolerance=2):.0%}, edit score {result.edit_score:.4f}")
print("signature: ", result.signature)

# A task: question, answer, and LaTeX out of a response that a model gave.
example = get_task("tree_cot").build(Record("1", reference))
print("question:  ", example.prompt[:70], "...")
print("read back: ", get_task("tree_cot").read("LaTeX: $x ^ { 2 }$"))
