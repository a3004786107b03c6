"""Error corpora: candidates of any models in, distinct errors with their origins out, in memory and on disk."""

from hmer_kit.error_mining.corpus.candidates import Candidate, Origin
from hmer_kit.error_mining.corpus.error_corpus import ErrorCorpus
from hmer_kit.error_mining.corpus.files import (
    CANDIDATES,
    CORPUS,
    CorpusFile,
    is_file_of,
    merge_corpora,
    open_corpus,
    read_candidates,
    read_corpus,
    write_candidates,
    write_corpus,
)
from hmer_kit.error_mining.corpus.merging import merge_records
from hmer_kit.error_mining.corpus.mining import mine_errors
from hmer_kit.error_mining.corpus.records import Band, CorpusSettings, ErrorRecord
from hmer_kit.error_mining.corpus.statistics import CorpusStatistics, corpus_statistics

__all__ = [
    "CANDIDATES",
    "CORPUS",
    "Band",
    "Candidate",
    "CorpusFile",
    "CorpusSettings",
    "CorpusStatistics",
    "ErrorCorpus",
    "ErrorRecord",
    "Origin",
    "corpus_statistics",
    "is_file_of",
    "merge_corpora",
    "merge_records",
    "mine_errors",
    "open_corpus",
    "read_candidates",
    "read_corpus",
    "write_candidates",
    "write_corpus",
]
