"""Ink: strokes and what they mean, the files they live in, pictures of them, and synthetic handwriting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.ink.augmentation import PictureAugmentation, StrokeAugmentation
    from hmer_kit.ink.document import InkDocument, InkSymbol
    from hmer_kit.ink.drawing.ink import Ink, Style, SymbolBox
    from hmer_kit.ink.drawing.placing import draw, draw_image
    from hmer_kit.ink.drawing.scale import stroke_height, symbol_height
    from hmer_kit.ink.drawing.styles import STYLES, DrawingStyle, drawing_style
    from hmer_kit.ink.inkml import (
        TRUTH_ANNOTATIONS,
        InkLimits,
        MathTree,
        load_inkml,
        parse_inkml,
        to_inkml,
        write_inkml,
    )
    from hmer_kit.ink.label_graphs import (
        LabelGraphForm,
        SymbolGraph,
        compare_symbols_with_caption,
        compare_with_caption,
        label_graph_text,
        load_label_graph,
        parse_label_graph,
        write_label_graph,
    )
    from hmer_kit.ink.pictures.contact_sheet import contact_sheet
    from hmer_kit.ink.pictures.convention import is_dark_background, to_convention
    from hmer_kit.ink.pictures.ink_box import ink_box
    from hmer_kit.ink.strokes import Strokes
    from hmer_kit.ink.synthetic.alphabet import covered_symbols
    from hmer_kit.ink.synthetic.banks import BankLimits, BankUse, SymbolBank
    from hmer_kit.ink.synthetic.commands import covered_commands
    from hmer_kit.ink.synthetic.corpora import CorpusGrammar, CorpusStatistics, StatisticsGap
    from hmer_kit.ink.synthetic.documents import to_document
    from hmer_kit.ink.synthetic.grammar import Grammar
    from hmer_kit.ink.synthetic.rendering import render
    from hmer_kit.ink.synthetic.synthesis import (
        Sampling,
        Split,
        SyntheticImage,
        expression_split,
        synthesize,
        writer_split,
    )
    from hmer_kit.ink.synthetic.writer import Writer
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "STYLES",
    "TRUTH_ANNOTATIONS",
    "BankLimits",
    "BankUse",
    "CorpusGrammar",
    "CorpusStatistics",
    "DrawingStyle",
    "Grammar",
    "Ink",
    "InkDocument",
    "InkLimits",
    "InkSymbol",
    "LabelGraphForm",
    "MathTree",
    "PictureAugmentation",
    "Sampling",
    "Split",
    "StatisticsGap",
    "StrokeAugmentation",
    "Strokes",
    "Style",
    "SymbolBank",
    "SymbolBox",
    "SymbolGraph",
    "SyntheticImage",
    "Writer",
    "compare_symbols_with_caption",
    "compare_with_caption",
    "contact_sheet",
    "covered_commands",
    "covered_symbols",
    "draw",
    "draw_image",
    "drawing_style",
    "expression_split",
    "ink_box",
    "is_dark_background",
    "label_graph_text",
    "load_inkml",
    "load_label_graph",
    "parse_inkml",
    "parse_label_graph",
    "render",
    "stroke_height",
    "symbol_height",
    "synthesize",
    "to_convention",
    "to_document",
    "to_inkml",
    "write_inkml",
    "write_label_graph",
    "writer_split",
]
