"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "augmentation": ("PictureAugmentation", "StrokeAugmentation"),
    "document": ("InkDocument", "InkSymbol"),
    "drawing.ink": ("Ink", "Style", "SymbolBox"),
    "drawing.placing": ("draw", "draw_image"),
    "drawing.scale": ("stroke_height", "symbol_height"),
    "drawing.styles": ("STYLES", "DrawingStyle", "drawing_style"),
    "inkml": ("TRUTH_ANNOTATIONS", "InkLimits", "MathTree", "load_inkml", "parse_inkml", "to_inkml", "write_inkml"),
    "label_graphs": (
        "LabelGraphForm",
        "SymbolGraph",
        "compare_symbols_with_caption",
        "compare_with_caption",
        "label_graph_text",
        "load_label_graph",
        "parse_label_graph",
        "write_label_graph",
    ),
    "pictures.contact_sheet": ("contact_sheet",),
    "pictures.convention": ("is_dark_background", "to_convention"),
    "pictures.ink_box": ("ink_box",),
    "strokes": ("Strokes",),
    "synthetic.alphabet": ("covered_symbols",),
    "synthetic.banks": ("BankLimits", "BankUse", "SymbolBank"),
    "synthetic.commands": ("covered_commands",),
    "synthetic.corpora": ("CorpusGrammar", "CorpusStatistics", "StatisticsGap"),
    "synthetic.documents": ("to_document",),
    "synthetic.grammar": ("Grammar",),
    "synthetic.rendering": ("render",),
    "synthetic.synthesis": ("Sampling", "Split", "SyntheticImage", "expression_split", "synthesize", "writer_split"),
    "synthetic.writer": ("Writer",),
}
