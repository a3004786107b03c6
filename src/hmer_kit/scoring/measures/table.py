"""Every measure by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.scoring.measures.bleu import BLEU_4
from hmer_kit.scoring.measures.edits import (
    CHARACTER_ERROR_RATE,
    EDIT_SCORE,
    ERROR_RATE,
    RELEASED_CER,
    REPORTED_TOLERANCES,
    TOKEN_ERROR_RATE,
    expression_rate_measure,
)
from hmer_kit.scoring.measures.form import COUNT_MEASURES, FORM_MEASURES
from hmer_kit.scoring.measures.measure import Measure
from hmer_kit.scoring.measures.structure import STRUCTURE_MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEASURES", "RELEASED_MEASURES", "get_measure"]

_RATES: Final = tuple(map(expression_rate_measure, REPORTED_TOLERANCES))

RELEASED_MEASURES: Final = (EDIT_SCORE, BLEU_4, RELEASED_CER, *_RATES)
"""What the released script prints, in its order."""

_ALL: Final = (
    *_RATES,
    EDIT_SCORE,
    ERROR_RATE,
    TOKEN_ERROR_RATE,
    CHARACTER_ERROR_RATE,
    RELEASED_CER,
    BLEU_4,
    *STRUCTURE_MEASURES,
    *COUNT_MEASURES,
    *FORM_MEASURES,
)

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType({measure.name: measure for measure in _ALL})
"""Every measure by its name; ``expression_rate_measure`` and ``bleu_measure`` make further ones."""


def get_measure(measure: str | Measure) -> Measure:
    """Return a measure by its name.

    Args:
        measure: A name, or a measure, which is returned as it is.

    Raises:
        InputError: There is no such measure.

    Examples:
        >>> get_measure("structure_rate").definition
        'Share of samples whose layout tree is right when its labels are ignored.'
    """
    if isinstance(measure, Measure):
        return measure
    if not isinstance(measure, str) or measure not in MEASURES:
        raise InputError(f"expected a measure out of {', '.join(MEASURES)}, got {measure!r}")
    return MEASURES[measure]
