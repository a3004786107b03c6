r"""LaTeX as algebra: to sympy, and whether two expressions are equal.

    to_sympy(r"\frac { x } { 2 } + 1")                 x/2 + 1, not evaluated
    equivalent("x ( y + 1 )", "x y + x").verdict       unknown: x may be a function
    equivalent("2 x = 4", "x = 2").verdict             equal

A diagnostic: expressions that are equal as algebra are not the same handwriting, and no score counts them as right.

Our reader goes over the layout tree. What decides runs in a process of its own, with a limit of time and memory, since
sympy may take for ever; only numbers, names and verdicts go to and fro, as JSON. sympy is imported when it is needed.
"""

from hmer_kit.latex.algebra.equivalence import AlgebraWorker, Equivalence, EquivalenceResult, equivalent
from hmer_kit.latex.algebra.expressions import to_sympy

__all__ = ["AlgebraWorker", "Equivalence", "EquivalenceResult", "equivalent", "to_sympy"]
