r"""One prediction against one reference: what is drawn, matched and counted.

Equal strings, and strings with the same normal form (``hmer_kit.latex.normalize``, profile ``same_ink``), look the same
and are not drawn. What is drawn is the normal form. Drawn expressions are kept for the next pair that needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError, LatexError, RenderError
from hmer_kit.latex import normalize
from hmer_kit.visual._checks import check_string
from hmer_kit.visual.layout import BoxLayout
from hmer_kit.visual.matching import match_boxes
from hmer_kit.visual.profiles import get_match_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.visual.boxes import GlyphBox, GlyphBoxes

__all__ = ["Malformed", "PairMatch", "PairMatcher", "match_pair"]

Malformed: TypeAlias = Literal["unrendered", "recover"]
"""What LaTeX that does not parse is: ``"unrendered"``, as in TeX, or mended and drawn, ``"recover"``."""


@dataclass(frozen=True, slots=True)
class PairMatch:
    """Counts of one prediction and its reference.

    Examples:
        >>> match_pair("x + 2", "x + 3")
        PairMatch(matched=2, n_prediction=3, n_reference=3, is_same=False, prediction_rendered=True, \
reference_rendered=True)
    """

    matched: int
    """Symbols that match."""
    n_prediction: int
    """Symbols of the prediction; 0 if it was not drawn."""
    n_reference: int
    """Symbols of the reference; 0 if it was not drawn."""
    is_same: bool = False
    """Whether the two were found to look the same before anything was drawn."""
    prediction_rendered: bool = True
    """False if the prediction cannot be drawn; the pair scores 0 then."""
    reference_rendered: bool = True
    """False if the reference cannot be drawn; the pair scores 0 then, and stays in the denominator."""

    @property
    def f1(self) -> float:
        """2 * matched / (symbols of both); 1 for two expressions without a symbol, 0 if only one has none."""
        return self._share(2 * self.matched, self.n_prediction + self.n_reference)

    @property
    def precision(self) -> float:
        """Share of the symbols of the prediction that match; 0 where there are none but the reference has some."""
        return self._share(self.matched, self.n_prediction)

    @property
    def recall(self) -> float:
        """Share of the symbols of the reference that match; 0 where there are none but the prediction has some."""
        return self._share(self.matched, self.n_reference)

    @property
    def is_exact(self) -> bool:
        """Whether F1 is 1: what ExpRate@CDM counts."""
        return self.f1 == 1.0

    def _share(self, part: int, whole: int) -> float:
        if self.is_same:
            return 1.0
        if not (self.prediction_rendered and self.reference_rendered):
            return 0.0
        if whole:
            return part / whole
        return float(self.n_prediction == self.n_reference)


class PairMatcher:
    """Matches pairs with one back end and one threshold, and remembers what it has drawn.

    Args:
        residual_threshold: In pixels. 20 is comparable with papers, 5 and less is aware of positions; see
            ``hmer_kit.visual.profiles``.
        backend: Who draws; ``BoxLayout()`` if None.
        malformed: What becomes of LaTeX that does not parse.
        cache_size: How many drawn expressions are kept.

    Raises:
        InputError: An argument is out of range.

    Examples:
        >>> matcher = PairMatcher(residual_threshold=5)
        >>> matcher.match("N m", "N _ { m }").f1
        0.0
    """

    def __init__(
        self,
        *,
        residual_threshold: float = 20.0,
        backend: GlyphBoxes | None = None,
        malformed: Malformed = "unrendered",
        cache_size: int = 4096,
    ) -> None:
        if malformed not in get_args(Malformed):
            raise InputError(f"expected malformed out of {', '.join(get_args(Malformed))}, got {malformed!r}")
        if cache_size < 0:
            raise InputError(f"expected a cache_size of 0 or more, got {cache_size!r}")
        self.profile = get_match_profile(residual_threshold)
        self.backend: GlyphBoxes = BoxLayout() if backend is None else backend
        self.malformed: Malformed = malformed
        self.cache_size = cache_size
        self._draw: Callable[[str], list[GlyphBox] | None] = lru_cache(maxsize=cache_size)(self._drawn)

    @property
    def signature(self) -> str:
        """How the numbers come about: profile with threshold, back end, what malformed LaTeX is."""
        return f"cdm:{self.profile.signature}|boxes:{self.backend.name}|malformed:{self.malformed}"

    def match(self, prediction: str, reference: str) -> PairMatch:
        """Match one prediction with its reference.

        Raises:
            InputError: One of them is no string.
            MissingExtraError: scipy is not installed.
        """
        check_string(prediction, "prediction")
        check_string(reference, "reference")
        if prediction == reference:
            return PairMatch(0, 0, 0, is_same=True)
        ours, theirs = self._normal(prediction), self._normal(reference)
        if ours is not None and ours == theirs:
            return PairMatch(0, 0, 0, is_same=True)
        boxes, aims = (None if latex is None else self._draw(latex) for latex in (ours, theirs))
        if boxes is None or aims is None:
            return PairMatch(
                0,
                len(boxes or ()),
                len(aims or ()),
                prediction_rendered=boxes is not None,
                reference_rendered=aims is not None,
            )
        matched = len(match_boxes(boxes, aims, profile=self.profile).pairs)
        return PairMatch(matched, len(boxes), len(aims))

    def _normal(self, latex: str) -> str | None:
        """Return the normal form, or None if the string does not parse and is not to be mended."""
        try:
            return normalize(latex, on_error="recover" if self.malformed == "recover" else "raise").latex
        except LatexError:
            return None

    def _drawn(self, latex: str) -> list[GlyphBox] | None:
        try:
            return self.backend.boxes(latex)
        except RenderError:
            return None

    def __reduce__(self) -> tuple[Callable[..., PairMatcher], tuple[object, ...]]:
        return _matcher, (self.profile.residual_threshold, self.backend, self.malformed, self.cache_size)


def _matcher(residual_threshold: float, backend: GlyphBoxes, malformed: Malformed, cache_size: int) -> PairMatcher:
    return PairMatcher(
        residual_threshold=residual_threshold, backend=backend, malformed=malformed, cache_size=cache_size
    )


def match_pair(
    prediction: str,
    reference: str,
    *,
    residual_threshold: float = 20.0,
    backend: GlyphBoxes | None = None,
    malformed: Malformed = "unrendered",
) -> PairMatch:
    r"""Match the symbols of one prediction with those of its reference.

    Args:
        prediction: LaTeX of the prediction.
        reference: LaTeX of the reference.
        residual_threshold: In pixels; 20 is comparable with papers, 5 and less is aware of positions.
        backend: Who draws; ``BoxLayout()`` if None.
        malformed: What becomes of LaTeX that does not parse.

    Raises:
        InputError: One of them is no string, or an argument is out of range.
        MissingExtraError: scipy is not installed.

    Examples:
        >>> match_pair(r"\frac { a } { b } + c", r"\frac { b } { a } + c").f1
        0.6
    """
    matcher = PairMatcher(residual_threshold=residual_threshold, backend=backend, malformed=malformed)
    return matcher.match(prediction, reference)
