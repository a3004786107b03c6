r"""Model spacing, ``\frac { a } { b }``, to LaTeX that people read and paste, and back.

Only blanks change: both directions keep every token, so ``tokenize(tidy(s)) == tokenize(s)`` and
``spaced(tidy(s)) == spaced(s)`` for every string, parseable or not. Blanks that LaTeX itself prints, inside ``\text``,
are no tokens: model spacing has lost them already, and ``tidy`` cannot bring them back.
"""

from __future__ import annotations

from hmer_kit.latex.spacing._spacing import Spacer
from hmer_kit.latex.tokens import tokenize

__all__ = ["spaced", "tidy"]


def spaced(latex: str) -> str:
    r"""Return the expression in model spacing: its tokens with one blank between them.

    Args:
        latex: Any string, blank-separated or tight.

    Returns:
        ``" ".join(tokenize(latex))``.

    Raises:
        InputError: ``latex`` is no string.

    Examples:
        >>> spaced(r"\frac{a}{b} + \sin x")
        '\\frac { a } { b } + \\sin x'
    """
    return " ".join(tokenize(latex))


def tidy(latex: str, *, break_rows: bool = False) -> str:
    r"""Return the expression with blanks where a reader wants them, and nowhere else.

    Blanks stand around relations, binary operators, spacing commands, ``&`` and ``\\``, after commas, before the
    operand of a function and inside of ``\left( \right)``; none at braces, scripts and signs; within a script only
    operators that are words keep theirs: ``x_{n+1}``, ``\lim_{x \to 0}``. Nothing is parsed, and no string is refused.

    Args:
        latex: Any string, blank-separated or tight.
        break_rows: Whether each row of an environment gets a line of its own, indented by how deep it stands.

    Returns:
        The same tokens with other blanks between them.

    Raises:
        InputError: ``latex`` is no string.

    Examples:
        >>> print(tidy(r"x _ { 1 , 2 } = \frac { - b \pm \sqrt { b ^ { 2 } - 4 a c } } { 2 a }"))
        x_{1,2} = \frac{-b \pm \sqrt{b^{2} - 4ac}}{2a}
        >>> print(tidy(r"\begin {cases} x & x \geq 0 \\ - x & x < 0 \end {cases}", break_rows=True))
        \begin{cases}
          x & x \geq 0 \\
          -x & x < 0
        \end{cases}
    """
    spacer = Spacer(break_rows=break_rows)
    return "".join(piece for token in tokenize(latex) for piece in spacer.place(token))
