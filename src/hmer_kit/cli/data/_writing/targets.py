"""Which format records are written in, told from the name of the output or given, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._outputs import add_replace, require_free
from hmer_kit.cli._skips import SKIPS_NAMED
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hmer_kit.data import Record, Skip, WriteReport

_FOLDERS = ("captions", "captions_zip", "shards", "inkml", "label_graphs")
_SHAPES = ("sharegpt", "llama-factory", "ms-swift", "trl")
_BY_SUFFIX = {
    ".parquet": "parquet",
    ".tsv": "captions_alone",
    ".txt": "formulas",
    ".json": "sharegpt",
    ".jsonl": "ms-swift",
}
TARGETS = (*_FOLDERS, "captions_alone", "parquet", "predictions", "formulas", *_SHAPES)
TARGETS_HELP = """
what is written (--to; by default told from the name of the output):
  captions             a folder with captions.tsv (id TAB LaTeX) and images/: any name without one of the suffixes below
  captions_zip         the same with images.zip
  parquet              NAME.parquet, which datasets reads as well
  shards               a folder of tar archives, as WebDataset reads them
  inkml                a folder of InkML files, of the records that have ink
  label_graphs         a folder of CROHME label graphs, of ink with symbols or else of the LaTeX
  captions_alone       NAME.tsv: id TAB LaTeX without pictures
  formulas             NAME.txt: the LaTeX alone, one expression a line
  predictions          ids, references and predictions, in JSON, JSON Lines, CSV or TSV by the suffix
  sharegpt, llama-factory, trl, ms-swift
                       NAME.json or NAME.jsonl: conversations of the plain task, pictures copied to images/ beside it;
                       hmer-kit build-tasks has more tasks and options
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the records that were to be written.

    Examples:
        >>> Written("2 written", files=("a.parquet",)).left_out
        0
    """

    summary: str
    """One line of counts."""
    files: tuple[str, ...] = ()
    """What was written."""
    notes: Sequence[Skip] = field(default=())
    """What was left out or changed."""
    written: int = 0
    """Records, or examples, that stand in the files."""
    left_out: int = 0
    """Records that do not, and notes of the reader."""

    def to_dict(self) -> dict[str, object]:
        """Return the counts and files, as JSON holds them.

        Examples:
            >>> Written("2 written", files=("a.parquet",), written=2).to_dict()
            {'written': 2, 'left_out': 0, 'notes': 0, 'files': ['a.parquet']}
        """
        counts = {"written": self.written, "left_out": self.left_out, "notes": len(self.notes)}
        return {**counts, "files": list(self.files)}


def add_target(parser: argparse.ArgumentParser, *, output: str = "--output", required: bool = True) -> None:
    """Add the options that say what is written and where.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_target(parser)
        >>> parser.parse_args(["--output", "a.parquet"]).to is None
        True
    """
    parser.add_argument(output, required=required, metavar="PATH", help="file or folder to write; see below")
    parser.add_argument("--to", choices=TARGETS, metavar="FORMAT", help="format of the output; see below")
    add_replace(parser)


def target_of(output: str, to: str | None) -> str:
    """Return the format that an output is written in.

    Examples:
        >>> target_of("a.parquet", None), target_of("crohme/train", None), target_of("a", "shards")
        ('parquet', 'captions', 'shards')
    """
    return to or _BY_SUFFIX.get(Path(output).suffix.lower(), "captions")


def write_set(items: Iterable[Record | Skip], output: str, *, to: str | None, replace: bool) -> Written:
    """Write records, whole or not at all.

    Args:
        items: Records, and notes of a reader among them.
        output: File or folder.
        to: Format; told from the name by default.
        replace: Whether what is there may be written over.

    Raises:
        DataError: The output is there, or cannot be written.
        InputError: No record can be written, or the name does not fit the format.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record
        >>> with TemporaryDirectory() as folder:
        ...     write_set([Record("a", "x")], f"{folder}/a.txt", to=None, replace=False).summary
        '1 written, 0 notes'
    """
    target = target_of(output, to)
    path = require_free(output, replace=replace)
    counted = _Counted(items)
    if target in _SHAPES:
        return _write_shape(iter(counted), path, shape=target)
    report = _write(iter(counted), path, target)
    notes = tuple(report.skipped)
    files = tuple(map(str, report.files))
    return Written(report.summary(), files, notes, report.written, counted.total - report.written)


class _Counted:
    """Items that are counted as they go by."""

    def __init__(self, items: Iterable[Record | Skip]) -> None:
        self._items = items
        self.total = 0

    def __iter__(self) -> Iterator[Record | Skip]:
        for item in self._items:
            self.total += 1
            yield item


def _write(items: Iterator[Record | Skip], path: Path, target: str) -> WriteReport:
    from hmer_kit import data
    from hmer_kit.cli.data._writing import texts_and_ink as texts

    if target in {"captions", "captions_zip"}:
        return data.write_captions(path, items, pictures="zip" if target == "captions_zip" else "folder")
    writers: dict[str, Callable[[Path, Iterable[Record | Skip]], WriteReport]] = {
        "parquet": data.write_parquet,
        "shards": data.write_shards,
        "inkml": texts.write_inkml_set,
        "label_graphs": texts.write_graph_set,
        "captions_alone": texts.write_caption_lines,
        "formulas": texts.write_formulas,
        "predictions": texts.write_prediction_file,
    }
    return writers[target](path, items)


def _write_shape(items: Iterator[Record | Skip], path: Path, *, shape: str) -> Written:
    from hmer_kit.data import PicturePaths, get_shape
    from hmer_kit.tasks import BuildPlan, build_task_files

    suffix = get_shape(shape).suffix
    if path.suffix.lower() != suffix:
        raise InputError(f"expected a name that ends in {suffix} for {shape}, got {path}")
    pictures = PicturePaths("copied", root=path.parent / "images", prefix="images")
    built = build_task_files(items, path, plan=BuildPlan(tasks=["vanilla"], shape=shape, pictures=pictures))
    files = tuple(dict.fromkeys(str(file) for file in built.files.values()))
    total = sum(built.examples.values())
    return Written(built.summary(), files, tuple(built.skips()), total, sum(built.bad.values()))


def say_written(written: Written, *, output: str) -> int:
    """Print what was written, name what was left out or changed; return the exit code.

    Examples:
        >>> say_written(Written("2 written", files=("a.parquet",)), output="a.parquet")
        2 written
        wrote a.parquet
        0
    """
    print(visible("\n".join([written.summary, *(f"wrote {file}" for file in written.files)])))
    name_notes(written, output=output)
    return int(written.left_out > 0)


def name_notes(written: Written, *, output: str) -> None:
    """Name the first of what was left out or changed, on standard error.

    Examples:
        >>> name_notes(Written("2 written"), output="a.parquet")
    """
    for note in written.notes[:SKIPS_NAMED]:
        say(f"{output}: {note}")
    if len(written.notes) > SKIPS_NAMED:
        say(f"{output}: and {len(written.notes) - SKIPS_NAMED} more")
