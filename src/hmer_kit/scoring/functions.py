"""From strings to scores: ``score`` counts once, the other functions read one number off it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.inputs import check_pairs
from hmer_kit.scoring.protocols.table import get_protocol
from hmer_kit.scoring.result import ScoreResult
from hmer_kit.scoring.samples import SampleScore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

    AnyProtocol: TypeAlias = str | ScoringProtocol

__all__ = ["bleu", "edit_score", "expression_rate", "released_cer", "score", "token_error_rate"]


def score(
    preds: Sequence[str],
    target: Sequence[str],
    *,
    ids: Sequence[str] | None = None,
    protocol: AnyProtocol = "released",
) -> ScoreResult:
    r"""Score predictions against their references, once, for all measures.

    What a measure needs is counted when it is first asked for.

    Args:
        preds: Predictions as LaTeX; ``""`` for none.
        target: References, one for each prediction.
        ids: Names of the samples; their numbers, counted from 0, if left out.
        protocol: What counts as an error: ``"released"`` as Uni-MuMER's script, ``"exact"``, ``"same_ink"``,
            ``"loose"``, ``"label_graph"``, ``"characters"``, or a ``ScoringProtocol``.

    Returns:
        Rows and rates. Without samples, every rate is ``nan``.

    Raises:
        InputError: If the lengths differ, a bare string is given, an item is no string, or there is no such protocol.

    Examples:
        >>> result = score([r"\pi r ^ 2", "a + b"], [r"\pi r ^ 2", "a - b"], ids=["circle", "sum"])
        >>> print(result.table())  # doctest: +ELLIPSIS
        samples                           2
        edit score                83.3333 %
        BLEU-4                    64.3459 %
        released "CER"               0.0714
        exact                     50.0000 %
        <=1                      100.0000 %
        <=2                      100.0000 %
        <=3                      100.0000 %
        token error rate             0.1429
        released/1|unit:token edits|n:2|v:...
        >>> [(row.id, row.distance) for row in result.samples]
        [('circle', 0), ('sum', 1)]
        >>> result.rate("structure_rate")
        1.0
    """
    check_pairs(preds, target, ids=ids)
    chosen = get_protocol(protocol)
    names = map(str, range(len(preds))) if ids is None else ids
    rows = (
        SampleScore(prediction, reference, protocol=chosen, id=name)
        for prediction, reference, name in zip(preds, target, names, strict=True)
    )
    return ScoreResult(tuple(rows), protocol=chosen)


def expression_rate(
    preds: Sequence[str], target: Sequence[str], *, tolerance: int = 0, protocol: AnyProtocol = "released"
) -> float:
    """Return the share of predictions with at most ``tolerance`` errors.

    Args:
        preds: Predictions.
        target: References.
        tolerance: Errors that are forgiven, in the unit of the protocol.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it, or the tolerance is negative.

    Examples:
        >>> expression_rate(["x", "y"], ["x", "z"]), expression_rate(["x", "y"], ["x", "z"], tolerance=1)
        (0.5, 1.0)
    """
    return score(preds, target, protocol=protocol).expression_rate(tolerance)


def edit_score(preds: Sequence[str], target: Sequence[str], *, protocol: AnyProtocol = "released") -> float:
    """Return the mean over samples of ``1 - errors / units of the longer one``.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; a sample counts 1 if both are empty, 0 if one is; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> edit_score(["a + b", "", ""], ["a + c d", "", "x"])
        0.5
    """
    return score(preds, target, protocol=protocol).edit_score


def token_error_rate(preds: Sequence[str], target: Sequence[str], *, protocol: AnyProtocol = "released") -> float:
    """Return token edits over tokens of the references.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        0 or more, above 1 possible; ``error_rate`` decides the empty cases.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> token_error_rate(["a + b"], ["a - b ="])
        0.5
    """
    return score(preds, target, protocol=protocol).token_error_rate


def released_cer(preds: Sequence[str], target: Sequence[str], *, protocol: AnyProtocol = "released") -> float:
    """Return token edits over characters of the references, blanks counted: the "CER" of the released script.

    Use it to compare with published numbers only; ``ScoreResult.released_cer`` says why.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        0 or more; ``error_rate`` decides the empty cases.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> released_cer(["a + b"], ["a - c"])
        0.4
    """
    return score(preds, target, protocol=protocol).released_cer


def bleu(preds: Sequence[str], target: Sequence[str], *, protocol: AnyProtocol = "released") -> float:
    """Return corpus BLEU-4 with nltk's denominators and smoothing method 4.

    Args:
        preds: Predictions.
        target: References.
        protocol: What counts as an error.

    Returns:
        A fraction 0..1; 0.0 where no single token matches; ``nan`` without samples.

    Raises:
        InputError: If ``score`` would raise it.

    Examples:
        >>> round(bleu(["a + b = c"], ["a + b = d"]), 4)
        0.6687
    """
    return score(preds, target, protocol=protocol).bleu
