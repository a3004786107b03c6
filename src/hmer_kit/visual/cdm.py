r"""Character detection matching (CDM) of a set of predictions: F1, precision, recall and ExpRate@CDM.

After Wang et al., "Image Over Text" (arXiv 2409.03643), without TeX. Always read it beside the strict rate of
``visual_exact_match``: F1 = 1 is not equality at the published threshold, which is wider than the shift of a script.

Where the released code is wrong, this one is not: ``\neq`` and ``\ne``, ``<`` and ``\lt`` are the same symbol; a
command that does not exist is a symbol of its own; a reference that cannot be drawn stays in the denominator and is
named; there is no number of formulas at which a score becomes ``nan``.
"""

from __future__ import annotations

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hmer_kit import __version__
from hmer_kit.exceptions import InputError
from hmer_kit.visual._checks import check_pairs
from hmer_kit.visual.pairs import PairMatch, PairMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.visual.boxes import GlyphBoxes
    from hmer_kit.visual.pairs import Malformed

__all__ = ["CDMResult", "character_detection_matching"]

_CHUNKS_A_WORKER = 4


@dataclass(frozen=True, slots=True)
class CDMResult:
    """Matches of a set of predictions.

    Every rate is a fraction 0..1. A result without samples has no rates: they are ``nan``, as in ``hmer_kit.scoring``.

    Examples:
        >>> result = character_detection_matching(["x + 1", "x + 2"], ["x + 1", "x + 1"])
        >>> result.expression_rate, round(result.f1, 4)
        (0.5, 0.8333)
        >>> result.table()
        'ExpRate@CDM 50.00 % (1 of 2), F1 0.8333, precision 0.8333, recall 0.8333, not drawn 0 + 0'
    """

    pairs: tuple[PairMatch, ...]
    """One for each prediction, in the order given."""
    ids: tuple[str, ...]
    """Their names: those given, or their numbers."""
    matcher: str
    """Signature of the matcher."""

    @property
    def n(self) -> int:
        """Number of samples; none is left out."""
        return len(self.pairs)

    @property
    def f1(self) -> float:
        """Mean F1 of the samples."""
        return _mean(pair.f1 for pair in self.pairs)

    @property
    def precision(self) -> float:
        """Mean precision of the samples."""
        return _mean(pair.precision for pair in self.pairs)

    @property
    def recall(self) -> float:
        """Mean recall of the samples."""
        return _mean(pair.recall for pair in self.pairs)

    @property
    def expression_rate(self) -> float:
        """ExpRate@CDM: the share of samples with F1 = 1."""
        return _mean(pair.is_exact for pair in self.pairs)

    @property
    def n_unrendered(self) -> int:
        """How many references cannot be drawn; they score 0, unless the prediction is the very same."""
        return len(self.unrendered)

    @property
    def unrendered(self) -> tuple[str, ...]:
        """Names of the samples whose reference cannot be drawn."""
        return tuple(name for name, pair in zip(self.ids, self.pairs, strict=True) if not pair.reference_rendered)

    @property
    def unrendered_predictions(self) -> tuple[str, ...]:
        """Names of the samples whose prediction cannot be drawn."""
        return tuple(name for name, pair in zip(self.ids, self.pairs, strict=True) if not pair.prediction_rendered)

    @property
    def signature(self) -> str:
        """How the numbers came about: profile, threshold, back end, numbers of samples, version."""
        return f"{self.matcher}|n:{self.n}|unrendered:{self.n_unrendered}|v:{__version__}"

    def table(self) -> str:
        """Return the result on one line; what was not drawn are predictions and references."""
        if not self.n:
            return "ExpRate@CDM n/a (0 of 0)"
        exact = sum(pair.is_exact for pair in self.pairs)
        rates = f"F1 {self.f1:.4f}, precision {self.precision:.4f}, recall {self.recall:.4f}"
        undrawn = f"{len(self.unrendered_predictions)} + {self.n_unrendered}"
        share = f"ExpRate@CDM {100 * self.expression_rate:.2f} % ({exact} of {self.n})"
        return f"{share}, {rates}, not drawn {undrawn}"


def character_detection_matching(
    preds: Sequence[str],
    target: Sequence[str],
    *,
    residual_threshold: float = 20.0,
    backend: GlyphBoxes | None = None,
    malformed: Malformed = "unrendered",
    ids: Sequence[str] | None = None,
    workers: int = 1,
) -> CDMResult:
    r"""Match the symbols of predictions with those of their references.

    Args:
        preds: Predictions.
        target: References, one for each prediction.
        residual_threshold: In pixels, for a font of 33.2 pixels. 20 is comparable with papers, 5 and less is aware of
            positions.
        backend: Who draws; ``BoxLayout()`` if None.
        malformed: What becomes of LaTeX that does not parse.
        ids: Names of the samples.
        workers: Processes that share the work; the result is the same for any number. A script that asks for more than
            one needs the usual ``if __name__ == "__main__":``.

    Raises:
        InputError: The lengths differ, something is no string, or an argument is out of range.
        MissingExtraError: scipy is not installed.

    Examples:
        >>> pairs = ["N m", "x ^ { 2 }"], ["N _ { m }", "x ^ { 2 }"]
        >>> character_detection_matching(*pairs).expression_rate
        1.0
        >>> character_detection_matching(*pairs, residual_threshold=5).expression_rate
        0.5
    """
    check_pairs(preds, target, ids)
    if not isinstance(workers, int) or workers < 1:
        raise InputError(f"expected workers as a number of processes from 1, got {workers!r}")
    matcher = PairMatcher(residual_threshold=residual_threshold, backend=backend, malformed=malformed)
    names = tuple(map(str, range(len(preds)))) if ids is None else tuple(ids)
    pairs = list(zip(preds, target, strict=True))
    found = _match_all(pairs, matcher) if workers == 1 else _match_in_processes(pairs, matcher, workers)
    return CDMResult(tuple(found), names, matcher.signature)


def _match_all(pairs: Sequence[tuple[str, str]], matcher: PairMatcher) -> list[PairMatch]:
    return [matcher.match(prediction, reference) for prediction, reference in pairs]


def _match_in_processes(pairs: Sequence[tuple[str, str]], matcher: PairMatcher, workers: int) -> list[PairMatch]:
    """Match in fresh processes; equal strings stay here."""
    found = [PairMatch(0, 0, 0, is_same=True)] * len(pairs)
    others = [index for index, (prediction, reference) in enumerate(pairs) if prediction != reference]
    size = max(1, math.ceil(len(others) / (_CHUNKS_A_WORKER * workers)))
    chunks = [others[start : start + size] for start in range(0, len(others), size)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        work = partial(_match_all, matcher=matcher)
        for chunk, matches in zip(
            chunks, pool.map(work, ([pairs[at] for at in chunk] for chunk in chunks)), strict=True
        ):
            for index, match in zip(chunk, matches, strict=True):
                found[index] = match
    return found


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers) if numbers else math.nan
