"""Synthetic handwriting: expressions written by made-up people, with strokes, symbol boxes and relations."""

from hmer_kit.ink.alphabet import covered_symbols
from hmer_kit.ink.commands import covered_commands
from hmer_kit.ink.convention import is_dark_background, to_convention
from hmer_kit.ink.grammar import Grammar
from hmer_kit.ink.ink import Ink, Style, SymbolBox
from hmer_kit.ink.render import render
from hmer_kit.ink.synthetic import Split, SyntheticImage, expression_split, synthesize, writer_split
from hmer_kit.ink.writer import Writer

__all__ = [
    "Grammar",
    "Ink",
    "Split",
    "Style",
    "SymbolBox",
    "SyntheticImage",
    "Writer",
    "covered_commands",
    "covered_symbols",
    "expression_split",
    "is_dark_background",
    "render",
    "synthesize",
    "to_convention",
    "writer_split",
]
