r"""The words that most blank-separated LaTeX is made of: data only, to see at a glance that a line is of tokens alone.

Each is one token, or a composite that ``split_tokens`` leaves whole. A word that is not here is looked at in full, so
nothing depends on what is here but speed.
"""

from __future__ import annotations

from typing import Final

__all__ = ["COMMON_TOKENS", "COMMON_WORDS"]

_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "partial ell hbar imath jmath nabla infty forall exists emptyset angle triangle prime Re Im wp square circ degree "
    "ldots cdots dots vdots ddots sum prod coprod int iint iiint oint bigcup bigcap bigcirc pm mp times div cdot ast "
    "star bullet oplus otimes odot cup cap vee wedge neg dagger dag ddagger slash le leq ge geq ne neq lt gt ll gg "
    "leqslant geqslant equiv approx sim simeq cong doteq propto in notin ni subset supset subseteq supseteq perp bot "
    "parallel mid not to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow "
    "Longrightarrow Longleftrightarrow longleftrightarrow mapsto uparrow downarrow rightleftharpoons therefore because "
    "frac dfrac tfrac binom sqrt hat widehat tilde widetilde bar vec dot ddot acute grave breve check overline "
    "underline overrightarrow overleftarrow overbrace underbrace boxed textcircled xrightarrow xlongequal stackrel "
    "overset underset mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol text textrm operatorname "
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf limsup liminf det "
    "gcd limits nolimits left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr lbrace rbrace "
    "lbrack rbrack langle rangle lfloor rfloor lceil rceil vert Vert lvert rvert quad qquad displaystyle textstyle "
    "scriptstyle scriptscriptstyle rm bf it cal sf tt hspace vspace phantom vphantom over choose atop sb sp boldmath"
)
_ENVIRONMENTS = "matrix pmatrix bmatrix vmatrix array cases aligned"
_FENCED = "( ) [ ] | / < > . \\{ \\} \\| \\langle \\rangle \\vert \\Vert \\lfloor \\rfloor \\lceil \\rceil"

COMMON_TOKENS: Final = frozenset(
    [
        *map(chr, range(ord("!"), ord("~") + 1)),
        *(f"\\{sign}" for sign in "\\,;:!{}|%$#&"),
        *(f"\\{name}" for name in _NAMES.split()),
    ]
)
"""Single ASCII characters, and commands."""

COMMON_WORDS: Final = COMMON_TOKENS | {
    *(f"\\{end}{{{name}}}" for end in ("begin", "end") for name in _ENVIRONMENTS.split()),
    *(f"\\{side}{fence}" for side in ("left", "right") for fence in _FENCED.split()),
}
"""And the ends of environments, and delimiters with their command."""
