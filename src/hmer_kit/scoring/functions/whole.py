"""From strings to the one rich result that every number is read off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.scoring.inputs import check_pairs
from hmer_kit.scoring.protocols.table import get_protocol
from hmer_kit.scoring.result import ScoreResult
from hmer_kit.scoring.samples import _samples_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.scoring.protocols.protocol import ScoringProtocol

__all__ = ["score"]


def score(
    preds: Sequence[str],
    target: Sequence[str],
    *,
    ids: Sequence[str] | None = None,
    protocol: str | ScoringProtocol = "released",
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
    return ScoreResult(tuple(_samples_of(preds, target, names, protocol=chosen)), protocol=chosen)
