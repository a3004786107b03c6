"""The symbol layout tree: its nodes and slots, paths to them, and what was repaired on the way in."""

from hmer_kit.latex.tree.node import Kind, LayoutNode, LayoutTree, Relation, Repair, Slot
from hmer_kit.latex.tree.paths import Step, TreePath

__all__ = ["Kind", "LayoutNode", "LayoutTree", "Relation", "Repair", "Slot", "Step", "TreePath"]
