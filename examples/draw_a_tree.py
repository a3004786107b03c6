r"""Parse LaTeX into the symbol layout tree, search it, write it back, and draw it as SVG.

Run ``python examples/draw_a_tree.py``; it prints

    \frac
    ├─ above: -
    │         b
    │         \pm
    │         \sqrt
    │         └─ inside: b
    │                    └─ sup: 2
    │                    -
    │                    4
    │                    a
    │                    c
    └─ below: 2
              a
    radicand: b ^ 2 - 4 a c
    Complexity(symbols=13, depth=3, structures=3, tokens=20)
    repaired: \frac { a } { b } inserted ('}',) at token 6
    tree.svg: an SVG of 13 symbols
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hmer_kit.latex import Relation, complexity, parse, to_latex, to_svg, tree_text

tree = parse(r"\frac{-b\pm\sqrt{b^2-4ac}}{2a}")  # tight or blank-separated, as you have it
print(tree_text(tree))

root = tree.find(r"\sqrt")
if root is not None:
    print("radicand:", " ".join(to_latex(node) for node in root.row(Relation.INSIDE)))
print(complexity(tree))

broken = parse(r"\frac { a } { b", on_error="recover")  # models write such things; what was repaired is told
for repair in broken.repairs:
    print(f"repaired: {to_latex(broken)} inserted {repair.inserted} at token {repair.position}")

with TemporaryDirectory() as folder:
    picture = Path(folder, "tree.svg")
    picture.write_text(to_svg(tree), encoding="utf-8")  # in a notebook the tree shows itself
    kind = "an SVG" if "<svg" in picture.read_text(encoding="utf-8") else "nothing"
print(f"{picture.name}: {kind} of {sum(bool(node.symbol) for node in tree.walk())} symbols")
