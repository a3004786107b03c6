"""One spelling for each layout, and one name for each node."""

from hmer_kit.latex.spelling.labels import GROUP_LABEL, label, node_of
from hmer_kit.latex.spelling.writing import canonical, spell

__all__ = ["GROUP_LABEL", "canonical", "label", "node_of", "spell"]
