"""Structure rate, and precision, recall and F1 of symbols and relations."""

from __future__ import annotations

from hmer_kit.metrics._counting import _MeasureMetric

__all__ = [
    "RelationF1",
    "RelationPrecision",
    "RelationRecall",
    "StructureRate",
    "SymbolF1",
    "SymbolPrecision",
    "SymbolRecall",
]


class StructureRate(_MeasureMetric):
    """Share of predictions whose layout tree is right when its labels are ignored.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> StructureRate()(["x ^ 3", "x _ 2"], ["y ^ { 2 }", "x ^ 2"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "structure_rate"


class SymbolPrecision(_MeasureMetric):
    """Share of the predicted symbols that are right, whatever their places; ``nan`` where nothing is predicted.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> SymbolPrecision()(["x ^ 2 + y"], ["x ^ 2"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "symbol_precision"


class SymbolRecall(_MeasureMetric):
    """Share of the references' symbols that are found, whatever their places; ``nan`` where there are none.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> SymbolRecall()(["x ^ 2 + y"], ["x ^ 2"])
        tensor(1.)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "symbol_recall"


class SymbolF1(_MeasureMetric):
    """Harmonic mean of the precision and the recall of symbols.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> SymbolF1()(["x ^ 2 + y"], ["x ^ 2"])
        tensor(0.6667)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "symbol_f1"


class RelationPrecision(_MeasureMetric):
    """Share of the predicted relations that are right; ``nan`` where none is predicted.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> RelationPrecision()(["x _ 2 + y"], ["x ^ 2 + y"])
        tensor(0.6667)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "relation_precision"


class RelationRecall(_MeasureMetric):
    """Share of the references' relations that are found; ``nan`` where there are none.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> RelationRecall()(["x ^ 2"], ["x ^ 2 + y"])
        tensor(0.3333)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "relation_recall"


class RelationF1(_MeasureMetric):
    """Harmonic mean of the precision and the recall of relations.

    ``hmer_kit.scoring.layouts`` says how symbols are paired.

    Args:
        protocol: How strings are read as tokens; a name or a ``ScoringProtocol``.
        kwargs: ``n_bootstraps`` and ``seed`` for an ``interval``, and options of ``torchmetrics.Metric``.

    Raises:
        InputError: If the protocol is unknown.

    Examples:
        >>> RelationF1()(["x ^ 2"], ["x ^ 2 + y"])
        tensor(0.5000)
    """

    higher_is_better = True
    plot_upper_bound = 1.0
    _measure = "relation_f1"
