"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "algebra": ("AlgebraWorker", "Equivalence", "EquivalenceResult", "equivalent", "to_sympy"),
    "aliases": ("COMMAND_ALIASES", "DELIMITER_ALIASES", "SIZE_VARIANTS", "SYMBOL_ALIASES"),
    "comparison": (
        "GraphDifference",
        "GraphDifferences",
        "LabelGraph",
        "TreeKey",
        "compare_label_graphs",
        "from_label_graph",
        "label_graph",
        "layout_key",
        "same_layout",
        "same_structure",
        "structure_key",
    ),
    "dialects": ("DIALECTS", "Converted", "Dialect", "Respelling", "convert"),
    "drawing": ("outline", "to_svg", "tree_text"),
    "grammar": ("LatexGrammar", "LeadingText"),
    "graph": ("from_networkx", "to_networkx"),
    "mathml": ("mathml_element", "to_mathml"),
    "normalization": (
        "EXACT",
        "LOOSE",
        "PROFILES",
        "REPAIR",
        "RULES",
        "SAME_INK",
        "Change",
        "Normalized",
        "Profile",
        "Rule",
        "brace_arguments",
        "get_profile",
        "normalize",
    ),
    "parser": ("is_parseable", "parse"),
    "spacing.readable": ("spaced", "tidy"),
    "spelling": ("GROUP_LABEL", "canonical", "label", "node_of", "spell"),
    "tokens": ("Token", "is_blank_separated", "scan", "split_tokens", "tokenize"),
    "tree": ("Kind", "LayoutNode", "LayoutTree", "Relation", "Repair", "Slot"),
    "tree.paths": ("Step", "TreePath"),
    "vocabulary": ("TokenPlace", "UnknownToken", "Vocabulary", "VocabularyReport"),
    "writer": ("to_latex", "to_tokens"),
}
