from hmer_kit.visual.boxes import FONT_SIZE, GlyphBox, GlyphBoxes
from hmer_kit.visual.layout import BoxLayout
from hmer_kit.visual.matching import LOOK_ALIKES, BoxMatch, match_boxes
from hmer_kit.visual.profiles import COMPARABLE, POSITION_AWARE, MatchProfile, get_match_profile
