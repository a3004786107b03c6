"""One rich result: rows in, every rate a thin view on them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hmer_kit import __version__
from hmer_kit.exceptions import InputError
from hmer_kit.scoring._table import format_table
from hmer_kit.scoring.inputs import check_pairs, check_tolerance, token_pairs
from hmer_kit.scoring.ngrams import bleu_from_counts, sum_counts
from hmer_kit.scoring.samples import score_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.inputs import Tokenizer
    from hmer_kit.scoring.samples import SampleScore

__all__ = ["REPORTED_TOLERANCES", "ScoreResult", "error_rate"]

REPORTED_TOLERANCES = (0, 1, 2, 3)
"""Tolerances that papers print, and that tables and dictionaries hold."""


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """Scores of a set of predictions.

    Every rate is a fraction, 0..1 unless it says otherwise, and is divided out of integer counts when it is asked for.
    A result without samples has no rates: each is ``nan``, ``None`` in ``to_dict`` and ``n/a`` in ``table``.
    To score a subset, make a new result of some of the rows.

    Examples:
        >>> from hmer_kit import scoring
        >>> result = scoring.score(["x ^ 2", "y"], ["x ^ 2", "z"])
        >>> result.expression_rate(), result.expression_rate(1), result.edit_score
        (0.5, 1.0, 0.5)
    """

    samples: tuple[SampleScore, ...]
    """One row for each prediction, in the order given."""
    tokenizer: Tokenizer = "split"
    """How strings were cut into tokens."""
    selection: str = "all"
    """Which samples of the set these are; part of the signature."""

    @property
    def n(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @property
    def runaways(self) -> tuple[SampleScore, ...]:
        """Rows whose prediction ran away, see ``hmer_kit.alignment.is_runaway``.

        A model that loops up to its length limit is one wrong sample to the expression rate, but moves whatever sums
        over tokens: one prediction of 1,027 tokens takes 5.9 points of BLEU off the published CROHME 2014 result.
        """
        return tuple(sample for sample in self.samples if sample.runaway)

    @property
    def missing(self) -> tuple[SampleScore, ...]:
        """Rows without a prediction, see ``with_missing``."""
        return tuple(sample for sample in self.samples if sample.missing)

    @property
    def edit_score(self) -> float:
        """Mean over the samples of ``1 - distance / tokens of the longer one``."""
        return _mean([sample.edit_score for sample in self.samples])

    @property
    def token_error_rate(self) -> float:
        """Token edits over tokens of the references; may exceed 1, see ``error_rate``."""
        return self._errors_per(sum(sample.reference_length for sample in self.samples))

    @property
    def released_cer(self) -> float:
        """Token edits over *characters* of the references, blanks counted.

        The released script prints this as "Character Error Rate". It is neither a character nor a token error rate: the
        edits are of tokens, the units below them characters. It stands here to compare with published numbers.
        """
        return self._errors_per(sum(sample.reference_characters for sample in self.samples))

    @property
    def bleu(self) -> float:
        """Corpus BLEU-4 as the released script has it from nltk, see ``hmer_kit.scoring.ngrams``."""
        return bleu_from_counts(sum_counts(sample.ngrams for sample in self.samples))

    @property
    def signature(self) -> str:
        """How the numbers came about: tokenizer, normalization, tolerances, BLEU, numbers of samples, version.

        ``norm:exact`` says that tokens are compared as they stand, without normalization.
        """
        absent = f"|missing:{len(self.missing)}" if self.missing else ""
        selected = "" if self.selection == "all" else f"|samples:{self.selection}"
        tolerances = f"{REPORTED_TOLERANCES[0]}-{REPORTED_TOLERANCES[-1]}"
        protocol = f"tokens:{self.tokenizer}|norm:exact|tol:{tolerances}|bleu:4-method4"
        return f"{protocol}|n:{self.n}{absent}{selected}|v:{__version__}"

    def expression_rate(self, tolerance: int = 0) -> float:
        """Return the share of predictions with at most that many token edits.

        An empty prediction passes a tolerance of 3 where the reference has 3 tokens or fewer. Some papers mean other
        units by "<= 1": LgEval counts labels of nodes and edges, jiwer and torchmetrics count characters.

        Args:
            tolerance: Token edits that are forgiven.

        Returns:
            A fraction 0..1; ``nan`` without samples.

        Raises:
            InputError: If the tolerance is negative or no integer.
        """
        check_tolerance(tolerance)
        within = sum(sample.is_within(tolerance) for sample in self.samples)
        return within / self.n if self.n else math.nan

    def with_missing(self, references: Sequence[str], *, ids: Sequence[str]) -> ScoreResult:
        """Return the result with further samples for which there is no prediction.

        Each is wrong at every tolerance, has the edit score 0, and counts as an empty prediction wherever tokens are
        summed up. A prediction that is there and empty, in contrast, passes a tolerance of 3 where the reference has 3
        tokens or fewer, as in the released script.

        Args:
            references: References without a prediction.
            ids: Names of these samples.

        Returns:
            A result that counts them in its signature.

        Raises:
            InputError: If the lengths differ, an item is no string, or a sample of that name is there already.

        Examples:
            >>> from hmer_kit import scoring
            >>> result = scoring.score(["x"], ["x"], ids=["a"]).with_missing(["y"], ids=["b"])
            >>> result.expression_rate(), result.expression_rate(3), [row.id for row in result.missing]
            (0.5, 0.5, ['b'])
        """
        check_pairs(references, references, ids=ids)
        twice = {sample.id for sample in self.samples}.intersection(ids)
        if twice:
            raise InputError(f"expected ids without a prediction, got {min(twice)!r}, which has been scored")
        pairs = token_pairs([""] * len(references), references, tokenizer=self.tokenizer)
        rows = tuple(
            replace(score_sample("", reference, tokens=tokens, id=name), missing=True)
            for reference, tokens, name in zip(references, pairs, ids, strict=True)
        )
        return replace(self, samples=self.samples + rows)

    def without_runaways(self) -> ScoreResult:
        """Return the result of all samples but those whose prediction ran away.

        Returns:
            A result that says so in its signature.
        """
        kept = tuple(sample for sample in self.samples if not sample.runaway)
        return ScoreResult(kept, tokenizer=self.tokenizer, selection="without-runaways")

    def table(self) -> str:
        """Return the scores as plain text, in the order of the released script, and the signature.

        Rates are per cent, error rates plain ratios, all with four decimals. If a prediction ran away, a second column
        has the scores without such. What ran away or is missing is named.

        Returns:
            Lines without a newline at the end.
        """
        columns = [self, self.without_runaways()] if self.runaways else [self]
        notes = {
            "runaways": [sample.id for sample in self.runaways],
            "missing, counted as wrong": [sample.id for sample in self.missing],
        }
        return format_table(columns, notes=notes)

    def to_dict(self) -> dict[str, object]:
        """Return all figures at full precision, ready for ``json.dumps``.

        Returns:
            ``n``, the rates (``None`` where there is no finite one), ``expression_rate`` by tolerance ``"0"`` to
            ``"3"``, ids of ``runaways`` and of ``missing`` samples, the same rates ``without_runaways``, and the
            ``signature``.
        """
        robust = self.without_runaways()
        return {
            **_figures(self),
            "runaways": [sample.id for sample in self.runaways],
            "missing": [sample.id for sample in self.missing],
            "without_runaways": {**_figures(robust), "signature": robust.signature},
            "signature": self.signature,
        }

    def _errors_per(self, units: int) -> float:
        return error_rate(sum(sample.distance for sample in self.samples), units, n=self.n)


def error_rate(errors: int, units: int, *, n: int) -> float:
    """Divide errors by the units they are counted against, and decide the cases without units.

    Args:
        errors: Number of edits.
        units: Tokens or characters of the references.
        n: Number of samples.

    Returns:
        ``errors / units``. If all references are empty: 0.0 without errors, ``inf`` with some. ``nan`` without samples.

    Examples:
        >>> error_rate(1, 4, n=1), error_rate(0, 0, n=1), error_rate(2, 0, n=1), error_rate(0, 0, n=0)
        (0.25, 0.0, inf, nan)
    """
    if units:
        return errors / units
    if n == 0:
        return math.nan
    return math.inf if errors else 0.0


def _figures(result: ScoreResult) -> dict[str, object]:
    return {
        "n": result.n,
        "edit_score": _finite(result.edit_score),
        "bleu": _finite(result.bleu),
        "released_cer": _finite(result.released_cer),
        "expression_rate": {str(k): _finite(result.expression_rate(k)) for k in REPORTED_TOLERANCES},
        "token_error_rate": _finite(result.token_error_rate),
    }


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None
