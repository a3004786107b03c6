"""Symbol counts, and whether predictions are well-formed at all."""

from __future__ import annotations

from hmer_kit.metrics._counting import _MeasureMetric

__all__ = ["BracketBalanceRate", "CountExactRate", "CountMAE", "CountMSE", "ParseRate", "RunawayRate"]


class CountMAE(_MeasureMetric):
    """Symbols counted wrong in a sample: mean of the sum over symbols of ``|predicted - true number|``.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> CountMAE()(["x + x", "y"], ["x + y", "y"])
        tensor(1.)
    """

    higher_is_better = False
    _measure = "count_mae"


class CountMSE(_MeasureMetric):
    """Mean over samples of the sum over symbols of ``(predicted - true number) ** 2``.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> CountMSE()(["x x x", "y"], ["x", "y"])
        tensor(2.)
    """

    higher_is_better = False
    _measure = "count_mse"


class CountExactRate(_MeasureMetric):
    """Share of samples in which every symbol stands as often as in the reference; ``_ ^ { }`` are no symbols.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> CountExactRate()(["y ^ 2 + x", "x"], ["x + y _ { 2 }", "x x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "count_exact_rate"


class BracketBalanceRate(_MeasureMetric):
    """Share of predictions whose braces match; the references are not looked at.

    Args:
        protocol: Makes no difference here.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> BracketBalanceRate()(["{ x }", "{ x"], ["x", "x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "bracket_balance_rate"


class ParseRate(_MeasureMetric):
    r"""Share of predictions that are well-formed LaTeX; the references are not looked at.

    Args:
        protocol: Makes no difference here.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> ParseRate()([r"\frac { x } { y }", r"\frac { x }"], ["x", "x"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "parse_rate"


class RunawayRate(_MeasureMetric):
    """Share of predictions that repeat themselves to a length limit, see ``hmer_kit.alignment.is_runaway``.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> RunawayRate()(["x + " * 300, "x + y"], ["x + y", "x + y"])
        tensor(0.5000)
    """

    higher_is_better = False
    plot_upper_bound = 1.0
    _measure = "runaway_rate"
