r"""Visual equality: do two strings draw the same symbols at the same places?

Decided on the tree and not on pixels: both strings are brought to their normal form (``hmer_kit.latex.normalize``,
profile ``same_ink``), and the keys of their layout trees are compared (``layout_key``). Spellings, braces, spaces and
the size of brackets do not count; symbols, fonts, scripts and what lies under a root do. Nothing is rendered: thousands
of pairs a second.

A string that does not parse draws nothing for certain. It equals only the very same tokens, and is counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit import __version__
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import SAME_INK, get_profile, is_parseable, layout_key, tokenize
from hmer_kit.latex.normalization.normalizer import normalized_tree
from hmer_kit.visual._checks import check_pairs, check_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.latex import Profile, TreeKey

__all__ = ["VisualExactResult", "is_visually_equal", "visual_exact_match"]


@dataclass(frozen=True, slots=True)
class VisualExactResult:
    """Which predictions look like their references.

    A result without samples has no rate: it is ``nan``, as in ``hmer_kit.scoring``.

    Examples:
        >>> visual_exact_match(["x^2", "{"], ["x ^ { 2 }", "x"]).table()
        'visually equal 50.00 % (1 of 2), predictions that do not parse 1'
    """

    matches: tuple[bool, ...]
    """One for each prediction, in the order given."""
    unparsed: tuple[int, ...]
    """Indices of the predictions that do not parse."""
    unparsed_references: tuple[int, ...]
    """Indices of the references that do not parse."""
    profile: str
    """Signature of the normal form."""

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.matches)

    @property
    def n_matched(self) -> int:
        """How many predictions look like their references."""
        return sum(self.matches)

    @property
    def n_unparsed(self) -> int:
        """How many predictions do not parse; all of them are in the denominator."""
        return len(self.unparsed)

    @property
    def rate(self) -> float:
        """Share of predictions that look like their references."""
        return self.n_matched / self.n if self.n else math.nan

    @property
    def signature(self) -> str:
        """How the rate came about."""
        return f"visual:layout_key|norm:{self.profile}|n:{self.n}|v:{__version__}"

    def table(self) -> str:
        """Return the result on one line."""
        rate = f"{100 * self.rate:.2f} %" if self.n else "n/a"
        counts = f"({self.n_matched} of {self.n})"
        return f"visually equal {rate} {counts}, predictions that do not parse {self.n_unparsed}"


def visual_exact_match(
    preds: Sequence[str], target: Sequence[str], *, profile: str | Profile = SAME_INK
) -> VisualExactResult:
    r"""Compare predictions with references by what they draw.

    Args:
        preds: Predictions.
        target: References, one for each prediction.
        profile: Normal form, see ``hmer_kit.latex.normalize``; ``loose`` forgives fonts and dots as well.

    Raises:
        InputError: The lengths differ, something is no string, or there is no such profile.

    Examples:
        >>> visual_exact_match([r"\frac12", "N m"], [r"\frac { 1 } { 2 }", "N _ { m }"]).matches
        (True, False)
    """
    check_pairs(preds, target)
    chosen = get_profile(profile)
    matches: list[bool] = []
    unparsed: list[int] = []
    unparsed_references: list[int] = []
    for index, (prediction, reference) in enumerate(zip(preds, target, strict=True)):
        if prediction == reference:  # of which nothing counts but whether it parses
            matches.append(True)
            if not is_parseable(prediction):
                unparsed.append(index)
                unparsed_references.append(index)
            continue
        key, other = _key(prediction, chosen), _key(reference, chosen)
        matches.append(_are_equal(prediction, reference, key, other))
        if key is None:
            unparsed.append(index)
        if other is None:
            unparsed_references.append(index)
    return VisualExactResult(tuple(matches), tuple(unparsed), tuple(unparsed_references), chosen.signature)


def is_visually_equal(prediction: str, reference: str, *, profile: str | Profile = SAME_INK) -> bool:
    r"""Return whether two strings draw the same symbols at the same places.

    Args:
        prediction: LaTeX of the prediction.
        reference: LaTeX of the reference.
        profile: Normal form.

    Raises:
        InputError: One of them is no string, or there is no such profile.

    Examples:
        >>> is_visually_equal(r"a \ne b", r"a \neq b"), is_visually_equal(r"\mathbf { x }", "x")
        (True, False)
    """
    check_string(prediction, "prediction")
    check_string(reference, "reference")
    if prediction == reference:
        return True
    chosen = get_profile(profile)
    return _are_equal(prediction, reference, _key(prediction, chosen), _key(reference, chosen))


def _are_equal(prediction: str, reference: str, key: TreeKey | None, other: TreeKey | None) -> bool:
    if prediction == reference:
        return True
    if key is None or other is None:
        return key is other and tokenize(prediction) == tokenize(reference)
    return key == other


def _key(latex: str, profile: Profile) -> TreeKey | None:
    """Return the key of the layout, or None if the string does not parse."""
    try:
        return layout_key(normalized_tree(latex, profile=profile))
    except LatexError:
        return None
