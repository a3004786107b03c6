"""Grammars learnt from the captions of a corpus, and how near what they write is to it."""

from __future__ import annotations

from hmer_kit.ink.synthetic.corpora.grammar import CorpusGrammar
from hmer_kit.ink.synthetic.corpora.statistics import CorpusStatistics, StatisticsGap

__all__ = ["CorpusGrammar", "CorpusStatistics", "StatisticsGap"]
