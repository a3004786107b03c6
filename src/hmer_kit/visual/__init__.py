r"""Visual equality: what an expression looks like, and not how it is spelled.

Two measures, to be shown side by side:

- ``visual_exact_match``: strict. The same symbols at the same places, decided on the layout tree.
- ``character_detection_matching``: CDM. Which symbols lie where the reference has them, with F1 and ExpRate@CDM; after
  the published metric, without TeX.

The room, from below: ``boxes`` (glyph boxes, and what a back end is), ``layout`` (the back end that needs no TeX),
``tex`` (the one that asks TeX), ``profiles`` and ``matching`` (which boxes match), ``pairs`` (one prediction), ``cdm``
(a set of them), ``drawing`` (a picture of a match), ``exact`` (the strict one), ``measures`` (both for any score).
"""

from hmer_kit.visual.boxes import FONT_SIZE, GlyphBox, GlyphBoxes
from hmer_kit.visual.cdm import CDMResult, character_detection_matching
from hmer_kit.visual.drawing import matched_boxes_svg
from hmer_kit.visual.exact import VisualExactResult, is_visually_equal, visual_exact_match
from hmer_kit.visual.layout import BoxLayout
from hmer_kit.visual.matching import LOOK_ALIKES, BoxMatch, match_boxes
from hmer_kit.visual.measures import cdm_measures, visual_exact_measure
from hmer_kit.visual.pairs import Malformed, PairMatch, PairMatcher, match_pair
from hmer_kit.visual.profiles import COMPARABLE, POSITION_AWARE, MatchProfile, get_match_profile
from hmer_kit.visual.tex import TexBackend

__all__ = [
    "COMPARABLE",
    "FONT_SIZE",
    "LOOK_ALIKES",
    "POSITION_AWARE",
    "BoxLayout",
    "BoxMatch",
    "CDMResult",
    "GlyphBox",
    "GlyphBoxes",
    "Malformed",
    "MatchProfile",
    "PairMatch",
    "PairMatcher",
    "TexBackend",
    "VisualExactResult",
    "cdm_measures",
    "character_detection_matching",
    "get_match_profile",
    "is_visually_equal",
    "match_boxes",
    "match_pair",
    "matched_boxes_svg",
    "visual_exact_match",
    "visual_exact_measure",
]
