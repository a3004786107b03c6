r"""Token alignment by least edits: single edits in order, never merged runs.

Scores need the number of edits; marks, correction logs and confusions need the edits themselves. Both are taken on
*lists of LaTeX tokens*, and neighbouring edits stay apart: two symbols misread side by side are two confusions and not
one of a pair for a pair.

The words are those of the field: the prediction is compared with the reference, so an ``insert`` is a token too many
in the prediction and a ``delete`` is a token of the reference that the prediction lacks.

With ``cost="structure"`` a token takes the place of its like only: a symbol that of a symbol, a brace never that of a
letter. ``token_kinds`` says what is what.

``is_runaway`` finds the decoder that repeats itself up to its length limit; the rooms above do not know each other, so
the rule stands here.
"""

from hmer_kit.alignment.edits import Alignment, Cost, Edit, EditOp, align, edit_distance
from hmer_kit.alignment.kinds import TokenKind, token_kinds
from hmer_kit.alignment.runaways import Loop, LoopRule, is_runaway

__all__ = [
    "Alignment",
    "Cost",
    "Edit",
    "EditOp",
    "Loop",
    "LoopRule",
    "TokenKind",
    "align",
    "edit_distance",
    "is_runaway",
    "token_kinds",
]
