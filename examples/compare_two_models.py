r"""Compare two models on the same samples: is the difference more than chance, and which samples flipped?

Run ``python examples/compare_two_models.py``; it prints

    ...
    expression_rate  85.00 %  45.00 %    +40.00 %  +20.00 % .. +65.00 %  0.0040
    ...
    p = 0.0078, gained 8, lost 0
    gained: x_09, x_10, x_11
"""

from __future__ import annotations

from hmer_kit import score
from hmer_kit.scoring import compare_scores

references = [rf"\frac {{ x }} {{ {number} }}" for number in range(20)]
ids = [f"x_{number:02}" for number in range(20)]


def readings(right: int) -> list[str]:
    """Return predictions of which the first are right; the others have another letter."""
    return [text if place < right else text.replace("x", "X") for place, text in enumerate(references)]


first = score(readings(17), references, ids=ids)
other = score(readings(9), references, ids=ids)

found = compare_scores(first, other, measures=["expression_rate", "edit_score"])
print(found.table())
print(f"p = {found.mcnemar.p_value:.4f}, gained {len(found.gained)}, lost {len(found.lost)}")
print("gained:", ", ".join(found.gained[:3]))
