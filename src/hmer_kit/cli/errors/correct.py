"""``hmer-kit correct``: correction logs carried out on marked expressions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Carry out a correction log on an expression with marked errors, and print the corrected LaTeX. What
cannot be carried out is named, and its mark stays as it was. A marked expression and its log, or with --file JSON Lines
with "marked" and "log", as hmer-kit mark --json writes them."""
_EPILOG = r"""examples:
  hmer-kit correct 'x ^ { <error_start> d <error_end> }' 'REPLACE:d -> a'
  hmer-kit correct --file marked.jsonl --json > corrected.jsonl
  hmer-kit correct 'x ^ { <error_start> d <error_end> }'     without a log: what was marked

exit codes:
  0  every log was carried out
  1  some of them could not be, or not wholly; see standard error or the JSON
  2  wrong usage, or a file that cannot be read
"""
_MAX_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class _Marked:
    marked: str
    log: str
    name: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["x", "REPLACE:x -> y"]).texts
        ['x', 'REPLACE:x -> y']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("texts", nargs="*", metavar="TEXT", help="the marked expression, then its log")
    parser.add_argument("--file", metavar="FILE", help="JSON Lines with marked and log instead")
    parser.add_argument("--json", action="store_true", help="a JSON object a line: id, latex, what was not applied")


def run(args: argparse.Namespace) -> int:
    """Print the corrected LaTeX; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["x ^ { <error_start> d <error_end> }", "REPLACE:d -> a"]))
        x ^ { a }
        0
    """
    from hmer_kit.error_mining import unmark

    if (args.file is not None) == bool(args.texts) or len(args.texts) > 2:
        raise InputError("expected a marked expression with its log, or --file FILE; give one of them")
    if len(args.texts) == 1:
        latex = unmark(args.texts[0])
        print(json.dumps({"latex": latex}) if args.json else visible(latex))
        return 0
    items = _lines(args.file) if args.file is not None else iter([_Marked(args.texts[0], args.texts[1], "")])
    return max([_correct(item, args) for item in items], default=0)


def _correct(item: _Marked, args: argparse.Namespace) -> int:
    from hmer_kit.error_mining import recover_corrections

    found = recover_corrections(item.marked, item.log)
    if args.json:
        problems = [str(problem) for problem in found.problems]
        values: dict[str, Any] = {"id": item.name} if item.name else {}
        print(json.dumps({**values, "latex": found.latex, "complete": found.is_complete, "problems": problems}))
        return int(not found.is_complete)
    name = f"{item.name}: " if item.name else ""
    print(visible(f"{name}{found.latex}"))
    for problem in found.problems:
        say(f"{name}{problem}")
    return int(not found.is_complete)


def _lines(file: str) -> Iterator[_Marked]:
    """Yield what the lines of a file hold; a line that is something else is a DataError with its number."""
    from hmer_kit._files import decode, read_bytes
    from hmer_kit.data._json import Broken, parse_json

    text = decode(read_bytes(file, max_bytes=_MAX_BYTES, what="file of marked expressions"), path=file)
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        row = parse_json(line)
        log = row.get("log") if isinstance(row, dict) else None
        log = "\n".join(map(str, log)) if isinstance(log, list) else log
        if isinstance(row, Broken) or not isinstance(row, dict) or not isinstance(row.get("marked"), str):
            raise _wrong(file, number, "an object with 'marked' and 'log'")
        if not isinstance(log, str):
            raise _wrong(file, number, "'log' as a text or a list of operations")
        yield _Marked(row["marked"], log, str(row.get("id", f"line {number}")))


def _wrong(file: str, number: int, expected: str) -> DataError:
    message = f"expected {expected}, got something else in line {number} of {file}; see hmer-kit mark --json"
    return DataError(message, code="bad_line", path=file, line=number)
