"""Synthetic handwriting: made-up expressions by made-up people, with strokes, symbol boxes and relations."""

from __future__ import annotations

from hmer_kit.ink.synthetic.alphabet import HABITS, Glyph, Spacing, covered_symbols, find_glyph, find_part
from hmer_kit.ink.synthetic.banks import BankLimits, BankUse, Specimens, SymbolBank
from hmer_kit.ink.synthetic.commands import covered_commands
from hmer_kit.ink.synthetic.corpora import CorpusGrammar, CorpusStatistics, StatisticsGap
from hmer_kit.ink.synthetic.documents import to_document
from hmer_kit.ink.synthetic.grammar import Grammar
from hmer_kit.ink.synthetic.rendering import render
from hmer_kit.ink.synthetic.shapes import Shape, compile_shape
from hmer_kit.ink.synthetic.synthesis import Sampling, Split, SyntheticImage, expression_split, synthesize, writer_split
from hmer_kit.ink.synthetic.writer import Writer, generator

__all__ = [
    "HABITS",
    "BankLimits",
    "BankUse",
    "CorpusGrammar",
    "CorpusStatistics",
    "Glyph",
    "Grammar",
    "Sampling",
    "Shape",
    "Spacing",
    "Specimens",
    "Split",
    "StatisticsGap",
    "SymbolBank",
    "SyntheticImage",
    "Writer",
    "compile_shape",
    "covered_commands",
    "covered_symbols",
    "expression_split",
    "find_glyph",
    "find_part",
    "generator",
    "render",
    "synthesize",
    "to_document",
    "writer_split",
]
