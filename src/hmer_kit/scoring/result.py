"""One rich result: samples in, every number a thin view on their counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.scoring._figures import figures, some_ids
from hmer_kit.scoring.inputs import check_pairs
from hmer_kit.scoring.measures.edits import expression_rate_measure
from hmer_kit.scoring.measures.measure import sum_rows
from hmer_kit.scoring.measures.table import MEASURES, get_measure
from hmer_kit.scoring.protocols.table import get_protocol
from hmer_kit.scoring.samples import SampleScore
from hmer_kit.scoring.signatures import signature_of
from hmer_kit.scoring.tables import REPORTED_MEASURES, score_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hmer_kit.scoring.measures.measure import Counts, Measure
    from hmer_kit.scoring.protocols.protocol import ScoringProtocol
    from hmer_kit.scoring.statistics.intervals import Interval

__all__ = ["ScoreResult"]


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """Scores of a set of predictions.

    Every rate is a fraction, 0..1 unless it says otherwise, and is divided out of integer counts when it is asked for.
    A result without samples has no rates: each is ``nan``, ``None`` in ``to_dict`` and ``n/a`` in ``table``.

    Examples:
        >>> from hmer_kit import scoring
        >>> result = scoring.score(["x ^ 2", "y"], ["x ^ 2", "z"])
        >>> result.expression_rate(), result.expression_rate(1), result.edit_score
        (0.5, 1.0, 0.5)
    """

    samples: tuple[SampleScore, ...]
    """One row for each prediction, in the order given."""
    protocol: ScoringProtocol = field(default_factory=get_protocol)
    """What counted as an error."""
    selection: str = "all"
    """Which samples of the set these are; part of the signature."""
    _rows: dict[str, list[Counts]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _totals: dict[str, Counts] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<ScoreResult {self.signature}>"  # thousands of samples would bury whoever looks at it in a shell

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
        """Mean over the samples of ``1 - distance / units of the longer one``, to nine digits."""
        return self.rate("edit_score")

    @property
    def token_error_rate(self) -> float:
        """Token edits over tokens of the references; may exceed 1, see ``error_rate``."""
        return self.rate("token_error_rate")

    @property
    def released_cer(self) -> float:
        """Token edits over *characters* of the references, blanks counted.

        The released script prints this as "Character Error Rate". It is neither a character nor a token error rate: the
        edits are of tokens, the units below them characters. It stands here to compare with published numbers.
        """
        return self.rate("released_cer")

    @property
    def bleu(self) -> float:
        """Corpus BLEU-4 as the released script has it from nltk, see ``hmer_kit.scoring.measures.ngrams``."""
        return self.rate("bleu")

    @property
    def signature(self) -> str:
        """How the numbers came about: protocol, unit of an error, numbers of samples, version of hmer_kit."""
        return signature_of(self.protocol, n=self.n, missing=len(self.missing), selection=self.selection)

    def expression_rate(self, tolerance: int = 0) -> float:
        """Return the share of predictions with at most that many errors.

        Under the protocol ``released`` an empty prediction passes a tolerance of 3 where the reference has 3 tokens or
        fewer. The unit of an error is that of the protocol.

        Args:
            tolerance: Errors that are forgiven.

        Returns:
            A fraction 0..1; ``nan`` without samples.

        Raises:
            InputError: If the tolerance is negative or no integer.
        """
        return self.rate(expression_rate_measure(tolerance))

    def rate(self, measure: str | Measure) -> float:
        """Return one number.

        Args:
            measure: A measure or its name, see ``MEASURES``.

        Returns:
            The rate of the sums of its counts; ``nan`` without samples.

        Raises:
            InputError: There is no such measure.
        """
        chosen = get_measure(measure)
        return chosen.rate(self.totals(chosen))

    def rates(self, measures: Iterable[str | Measure] = tuple(MEASURES)) -> dict[str, float]:
        """Return many numbers by their names.

        Args:
            measures: Measures or their names; all of them by default.

        Raises:
            InputError: There is no such measure.
        """
        return {get_measure(measure).name: self.rate(measure) for measure in measures}

    def counts(self, measure: str | Measure) -> list[Counts]:
        """Return the counts of each sample that a measure is made of, in order; do not change the list.

        Args:
            measure: A measure or its name; ``measure.family.columns`` names the counts.

        Raises:
            InputError: There is no such measure.
        """
        family = get_measure(measure).family
        if family.name not in self._rows:
            self._rows[family.name] = family.rows(self.samples)
        return self._rows[family.name]

    def totals(self, measure: str | Measure) -> Counts:
        """Return the sums of the counts of all samples.

        Args:
            measure: A measure or its name.

        Raises:
            InputError: There is no such measure.
        """
        family = get_measure(measure).family
        if family.name not in self._totals:
            self._totals[family.name] = sum_rows(self.counts(measure), size=len(family.columns))
        return self._totals[family.name]

    def interval(
        self,
        measure: str | Measure,
        *,
        level: float = 0.95,
        method: Literal["bootstrap", "wilson"] = "bootstrap",
        n_resamples: int = 1000,
        seed: int = 0,
    ) -> Interval:
        """Return the confidence interval of one number, see ``confidence_interval``, whose options these are."""
        from hmer_kit.scoring.statistics.bootstrap import confidence_interval

        return confidence_interval(self, measure, level=level, method=method, n_resamples=n_resamples, seed=seed)

    def select(self, wanted: Callable[[SampleScore], bool], *, name: str) -> ScoreResult:
        """Return the result of some of the samples.

        Args:
            wanted: Says of a sample whether it is kept.
            name: Name of the selection, for the signature.

        Examples:
            >>> from hmer_kit import scoring
            >>> result = scoring.score(["x", "a + b"], ["x", "a - b"])
            >>> result.select(lambda row: row.reference_length > 1, name="longer").expression_rate()
            0.0
        """
        return ScoreResult(tuple(filter(wanted, self.samples)), protocol=self.protocol, selection=name)

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
        rows = tuple(
            SampleScore("", reference, protocol=self.protocol, id=name, missing=True)
            for reference, name in zip(references, ids, strict=True)
        )
        return replace(self, samples=self.samples + rows)

    def without_runaways(self) -> ScoreResult:
        """Return the result of all samples but those whose prediction ran away.

        Returns:
            A result that says so in its signature.
        """
        return self.select(lambda sample: not sample.runaway, name="without-runaways")

    def table(self, measures: Iterable[str | Measure] = REPORTED_MEASURES) -> str:
        """Return the scores as plain text, by default those of the released script in its order, and the signature.

        Rates are per cent, error rates plain ratios, all with four decimals. If a prediction ran away, a second column
        has the scores without such. What ran away or is missing is named.

        Args:
            measures: What to show.

        Returns:
            Lines without a newline at the end.
        """
        robust = self.without_runaways()
        columns = (self, robust) if robust.n < self.n else (self,)
        return score_table({part.selection: part for part in columns}, measures=measures, notes=self.notes())

    def notes(self) -> list[str]:
        """Return a line for what ran away and a line for what is missing, with the first few ids."""
        named = {"runaways": self.runaways, "missing, counted as wrong": self.missing}
        return [f"{what}: {len(rows)} ({some_ids([row.id for row in rows])})" for what, rows in named.items() if rows]

    def to_dict(self) -> dict[str, object]:
        """Return the figures of the released script at full precision, ready for ``json.dumps``.

        Returns:
            ``n``, the rates (``None`` where there is no finite one), ``expression_rate`` by tolerance ``"0"`` to
            ``"3"``, ids of ``runaways`` and of ``missing`` samples, the same rates ``without_runaways``, and the
            ``signature``.
        """
        robust = self.without_runaways()
        return {
            **figures(self),
            "runaways": [sample.id for sample in self.runaways],
            "missing": [sample.id for sample in self.missing],
            "without_runaways": {**figures(robust), "signature": robust.signature},
            "signature": self.signature,
        }

    def plot(self, ax: Axes | None = None, *, level: float = 0.95) -> tuple[Figure, Axes]:
        """Draw the expression rate at tolerances 0 to 3 with its interval; options are those of ``plot_scores``."""
        from hmer_kit.scoring.plots import plot_scores

        return plot_scores({self.protocol.signature: self}, ax, level=level)

    def _repr_html_(self) -> str:
        from hmer_kit.scoring._notebook import score_html

        return score_html(self)
