"""Corpora and candidates on disk.

JSON Lines: the first line names the format and its version (and for a corpus its settings), each other line is a row:

    {"format": "hmer_kit.error_corpus", "version": 1, "near_edits": 3, ...}
    {"id": "18_em_1", "reference": "x + 1", "prediction": "X + 1", "band": "near", "edits": 1, ..., "origins": [...]}

or, with the extra ``parquet``, a table with the same columns, which other tools read. Files appear whole or not at all;
they are read row by row, and what is broken in them is a ``DataError`` with its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path, write_atomic
from hmer_kit.error_mining.corpus import _parquet
from hmer_kit.error_mining.corpus._checks import require_iterable, shown
from hmer_kit.error_mining.corpus._lines import bad_row, is_kind, line_of, read_head, read_rows, written_lines
from hmer_kit.error_mining.corpus._order import in_order, require_equal_settings
from hmer_kit.error_mining.corpus._row_text import record_line
from hmer_kit.error_mining.corpus._rows import candidate_to_row, row_to_candidate, row_to_record
from hmer_kit.error_mining.corpus.candidates import Candidate
from hmer_kit.error_mining.corpus.error_corpus import ErrorCorpus
from hmer_kit.error_mining.corpus.merging import merge_records
from hmer_kit.error_mining.corpus.records import CorpusSettings, ErrorRecord
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "CANDIDATES",
    "CORPUS",
    "CorpusFile",
    "is_file_of",
    "merge_corpora",
    "open_corpus",
    "read_candidates",
    "read_corpus",
    "write_candidates",
    "write_corpus",
]

CORPUS = "hmer_kit.error_corpus"
"""What a file of a corpus says that it is."""
CANDIDATES = "hmer_kit.candidates"
"""What a file of candidates says that it is."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A corpus on disk; its rows are read each time they are gone through, and never all held.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_corpus(Path(folder, "a.jsonl"), ErrorCorpus.from_candidates([Candidate("a", "x", "X")]))
        ...     [row.id for row in open_corpus(Path(folder, "a.jsonl"))]
        ['a']
    """

    path: str
    """The file."""
    settings: CorpusSettings = field(default_factory=CorpusSettings)
    """What its rows were made with."""

    def __iter__(self) -> Iterator[ErrorRecord]:
        rows = _parquet.rows(self.path) if _is_parquet(self.path) else None
        last: tuple[str, str, str] | None = None
        found: Iterable[Any] = read_rows(self.path, kind=CORPUS, read=row_to_record) if rows is None else rows
        for line, record in enumerate(found, start=2 if rows is None else 1):
            key = record.key
            if last is not None and key <= last:
                raise bad_row("expected rows sorted by id, reference and prediction", path=self.path, line=line)
            last = key
            yield record


def write_corpus(
    path: StrPath,
    records: Iterable[ErrorRecord],
    *,
    settings: CorpusSettings | None = None,
) -> None:
    """Write a corpus as its rows come; a name that ends in ``.parquet`` gives a parquet file, any other JSON Lines.

    Args:
        path: File to write; its folder must exist.
        records: An ``ErrorCorpus``, a ``CorpusFile``, or rows in the order of ``mine_errors``.
        settings: What the rows were made with; needed where ``records`` does not say.

    Raises:
        InputError: Rows out of order, or no settings.
        DataError: The file cannot be written.
        MissingExtraError: A parquet file without pyarrow.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_corpus(Path(folder, "a.jsonl"), ErrorCorpus())
        ...     print(Path(folder, "a.jsonl").read_text()[:47])
        {"format":"hmer_kit.error_corpus","version":1,"
    """
    require_iterable(records, "the rows of a corpus")
    known = getattr(records, "settings", None) if settings is None else settings
    if not isinstance(known, CorpusSettings):
        raise InputError(
            "expected settings=CorpusSettings(...) beside bare rows, got none; give those they were made with"
        )
    if _is_parquet(path):
        _parquet.write(path, in_order(records), kind=CORPUS, head=known.to_dict())
        return
    write_atomic(path, written_lines(CORPUS, map(record_line, in_order(records)), head=known.to_dict()))


def open_corpus(path: StrPath) -> CorpusFile:
    """Return a corpus on disk, to be read row by row as often as needed.

    Args:
        path: A file that ``write_corpus`` wrote.

    Raises:
        DataError: It is missing, no corpus, or of a version that is not known. What is broken in a row is raised when
            that row is read.
        MissingExtraError: A parquet file without pyarrow.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_corpus(Path(folder, "a.jsonl"), ErrorCorpus())
        ...     open_corpus(Path(folder, "a.jsonl")).settings.near_edits
        3
    """
    name = str(file_path(path))
    head = _parquet.head(name, kind=CORPUS) if _is_parquet(name) else read_head(name, kind=CORPUS)
    return CorpusFile(name, _settings(head, path=name))


def read_corpus(path: StrPath) -> ErrorCorpus:
    """Read a whole corpus into memory; see ``open_corpus``.

    Raises:
        DataError: It is missing, or broken.
        MissingExtraError: A parquet file without pyarrow.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x", "X")])
        >>> with TemporaryDirectory() as folder:
        ...     write_corpus(Path(folder, "a.jsonl"), corpus)
        ...     read_corpus(Path(folder, "a.jsonl")) == corpus
        True
    """
    file = open_corpus(path)
    return ErrorCorpus(tuple(file), file.settings)


def merge_corpora(path: StrPath, corpora: Sequence[StrPath]) -> None:
    """Merge corpora on disk into a new one, row by row.

    Args:
        path: File to write; it may be one of those that are merged.
        corpora: Files of one or more corpora.

    Raises:
        InputError: There are none, or their settings differ.
        DataError: A file cannot be read or written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     a, b = Path(folder, "a.jsonl"), Path(folder, "b.jsonl")
        ...     for file, symbol in ((a, "X"), (b, "n")):
        ...         write_corpus(file, ErrorCorpus.from_candidates([Candidate("1", "x", symbol)]))
        ...     merge_corpora(a, [a, b])
        ...     [row.prediction for row in open_corpus(a)]
        ['X', 'n']
    """
    if isinstance(corpora, (str, bytes)) or not corpora:
        raise InputError(f"expected a list of one or more files, got {shown(corpora)}")
    files = [open_corpus(file) for file in corpora]
    require_equal_settings([file.settings for file in files])
    write_corpus(path, merge_records(*files), settings=files[0].settings)


def write_candidates(path: StrPath, candidates: Iterable[Candidate]) -> None:
    """Write candidates as JSON Lines, as they come.

    Args:
        path: File to write; its folder must exist.
        candidates: What to write.

    Raises:
        InputError: Something else than candidates.
        DataError: The file cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_candidates(Path(folder, "a.jsonl"), [Candidate("a", "x", "X")])
        ...     list(read_candidates(Path(folder, "a.jsonl")))[0].prediction
        'X'
    """
    write_atomic(path, written_lines(CANDIDATES, map(_candidate_line, candidates), head={}))


def read_candidates(path: StrPath) -> Iterator[Candidate]:
    """Yield the candidates of a file that ``write_candidates`` wrote.

    Raises:
        DataError: At once where the file is missing, no file of candidates or of a version that is not known; with the
            line where a row is broken.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_candidates(Path(folder, "a.jsonl"), [])
        ...     list(read_candidates(Path(folder, "a.jsonl")))
        []
    """
    read_head(path, kind=CANDIDATES)
    return read_rows(path, kind=CANDIDATES, read=row_to_candidate)


def is_file_of(path: StrPath, *, kind: str) -> bool:
    """Return whether a file says that it is a corpus, or candidates, of any version.

    Args:
        path: The file.
        kind: ``CORPUS`` or ``CANDIDATES``.

    Examples:
        >>> is_file_of("no such file", kind=CORPUS)
        False
    """
    return is_kind(path, kind=kind)


def _is_parquet(path: StrPath) -> bool:
    """Return whether the name of a file is that of a parquet file."""
    return file_path(path).suffix.lower() == ".parquet"


def _candidate_line(candidate: object) -> str:
    if not isinstance(candidate, Candidate):
        raise InputError(f"expected a Candidate, got {shown(candidate)}")
    return line_of(candidate_to_row(candidate))


def _settings(head: Mapping[str, Any], *, path: str) -> CorpusSettings:
    names = CorpusSettings.__dataclass_fields__
    try:
        return CorpusSettings(**{name: head[name] for name in names})
    except (InputError, KeyError) as error:
        raise DataError(
            f"expected the settings {', '.join(names)} in the first line of {path}: {error}",
            code="bad_settings",
            path=path,
            line=1,
        ) from error
