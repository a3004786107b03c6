"""Expression rate, edit score and error rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.metrics._counting import _CountingMetric, _MeasureMetric
from hmer_kit.scoring import expression_rate_measure

if TYPE_CHECKING:
    from hmer_kit.scoring import ScoringProtocol

__all__ = ["CharacterErrorRate", "EditScore", "ErrorRate", "ExpressionRate", "ReleasedCER", "TokenErrorRate"]


class ExpressionRate(_CountingMetric):
    """Share of predictions with at most ``tolerance`` errors.

    Args:
        tolerance: Errors that are forgiven, in the unit of the protocol.
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the tolerance is negative or no integer, or the protocol is unknown.

    Examples:
        >>> exact, near = ExpressionRate(), ExpressionRate(tolerance=1)
        >>> exact(["x ^ 2", "y"], ["x ^ 2", "z"]), near(["x ^ 2", "y"], ["x ^ 2", "z"])
        (tensor(0.5000), tensor(1.))
        >>> metric = ExpressionRate(n_bootstraps=1000)
        >>> metric.update(["x"] * 80 + ["y"] * 20, ["x"] * 100)
        >>> metric.compute(), [round(bound, 1) for bound in metric.interval().tolist()]
        (tensor(0.8000), [0.7, 0.9])
    """

    higher_is_better = True
    plot_upper_bound = 1.0

    def __init__(self, tolerance: int = 0, *, protocol: str | ScoringProtocol = "released", **kwargs: Any) -> None:
        super().__init__(expression_rate_measure(tolerance), protocol=protocol, **kwargs)
        self.tolerance = tolerance


class EditScore(_MeasureMetric):
    """Mean over samples of ``1 - errors / units of the longer one``; 1 if both are empty, 0 if one is.

    The sum of these fractions is kept as an integer number of 2^-32 steps, each sample rounded to the nearest: the mean
    is off by 1.2e-10 at most, and there is room for 2^31 samples.

    Args:
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> EditScore()(["a + b", "", ""], ["a + c d", "", "x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "edit_score"


class ErrorRate(_MeasureMetric):
    """Errors over units of the references, in the unit of the protocol; above 1 if predictions are much too long.

    Where all references are empty it is 0 without errors and ``inf`` with some.

    Args:
        protocol: What counts as an error; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> ErrorRate(protocol="label_graph")(["x ^ 2 + y"], ["x ^ 2 + z"])
        tensor(0.1429)
    """

    higher_is_better = False
    _measure = "error_rate"


class TokenErrorRate(_MeasureMetric):
    """Token edits over tokens of the references; above 1 if predictions are much too long.

    Where all references are empty it is 0 without edits and ``inf`` with some.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> TokenErrorRate()(["a + b"], ["a - b ="])
        tensor(0.5000)
    """

    higher_is_better = False
    _measure = "token_error_rate"


class CharacterErrorRate(_MeasureMetric):
    r"""Character edits over characters of the references, blanks left out.

    Where all references are empty it is 0 without edits and ``inf`` with some.

    Args:
        protocol: Makes no difference here.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> CharacterErrorRate()([r"\alpha + b"], [r"\alpha - b"])
        tensor(0.1250)
    """

    higher_is_better = False
    _measure = "character_error_rate"


class ReleasedCER(_MeasureMetric):
    """Token edits over characters of the references, blanks counted: the "CER" of the released script.

    Use it to compare with published numbers only: it is neither a character nor a token error rate. Where all
    references are empty it is 0 without edits and ``inf`` with some.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> ReleasedCER()(["a + b"], ["a - c"])
        tensor(0.4000)
    """

    higher_is_better = False
    _measure = "released_cer"
