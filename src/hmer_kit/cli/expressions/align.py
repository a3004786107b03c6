"""``hmer-kit align``: the edits between a prediction and its reference, and in which senses both are the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._outputs import add_replace
from hmer_kit.cli._text import visible
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.alignment import Edit

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Align two expressions token by token, print the edits, and say in which senses the two are the same:
the same tokens, the same under a normalization, the same layout (symbols at the same places), the same structure, the
same look, and with --algebra the same mathematics. With --file every wrong pair of a prediction file is aligned."""
_EPILOG = r"""examples:
  hmer-kit align 'x ^ { 2 }' 'X ^ { 2 }'
  hmer-kit align --algebra '( x + 1 ) ^ { 2 }' 'x ^ { 2 } + 2 x + 1'
  hmer-kit align --cost structure '\frac { a } { b }' '\sqrt { a b }'
  hmer-kit align --boxes boxes.svg 'x ^ { 2 }' 'x _ { 2 }'
  hmer-kit align --file predictions.json --json > edits.jsonl

exit codes:
  0  done, whatever was found
  1  some records of --file were bad and skipped; each is named on standard error
  2  wrong usage, or a file that cannot be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["x", "y"]).latex
        ['x', 'y']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("latex", nargs="*", metavar="LATEX", help="the prediction, then the reference")
    parser.add_argument("--file", metavar="FILE", help="align the pairs of this prediction file instead")
    parser.add_argument(
        "--cost",
        choices=("edits", "structure"),
        default="edits",
        help="fewest edits (default), or of these what leaves braces and script signs in their places",
    )
    parser.add_argument("--algebra", action="store_true", help="also compare as algebra of numbers, within 2 seconds")
    parser.add_argument(
        "--boxes", metavar="FILE", help="also draw the symbols of both and which match, as CDM does (SVG)"
    )
    add_replace(parser)
    parser.add_argument("--json", action="store_true", help="a JSON object a line for each pair")


def run(args: argparse.Namespace) -> int:
    """Print the edits; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["x + 1", "X + 1"]))
        1 edit in 3 tokens: 1 substitute
          substitute 0: X read as x
        same tokens     no
        same exact      no
        same same_ink   no
        same loose      no
        same layout     no
        same structure  yes
        same look       no
        0
    """
    if args.file is not None:
        return _run_file(args)
    if len(args.latex) != 2:
        raise InputError(f"expected two expressions, prediction and reference, or --file FILE; got {len(args.latex)}")
    edits = _edits(*args.latex, cost=args.cost)
    if args.boxes is not None:
        _draw_boxes(args.latex[0], args.latex[1], args)
    senses = _senses(*args.latex, algebra=args.algebra)
    if args.json:
        print(json.dumps({**_values(edits), "same": senses}))
        return 0
    width = max(map(len, senses)) + 2
    lines = [f"same {name:<{width}}{_WORDS.get(verdict, verdict)}" for name, verdict in senses.items()]
    print(visible("\n".join([*_lines(edits), *lines])))
    return 0


def _draw_boxes(prediction: str, reference: str, args: argparse.Namespace) -> None:
    from hmer_kit.cli._outputs import write_text
    from hmer_kit.visual import matched_boxes_svg

    write_text(args.boxes, matched_boxes_svg(prediction, reference), replace=args.replace)


_WORDS: dict[object, str] = {True: "yes", False: "no", None: "unknown: does not parse"}


def _run_file(args: argparse.Namespace) -> int:
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.data import read_predictions

    if args.latex or args.algebra or args.boxes is not None:
        raise InputError("expected either two expressions or --file FILE, without --algebra and --boxes; got both")
    read = read_predictions(args.file, on_bad="skip")
    name_skips(read.skipped, read=len(read.records), where=args.file)
    for record in read.records:
        edits = _edits(record.prediction or "", record.reference, cost=args.cost)
        if args.json:
            print(json.dumps({"id": record.id, **_values(edits)}))
        elif any(edit.op != "equal" for edit in edits):
            print(visible("\n".join([f"{record.id}: {_lines(edits)[0]}", *_lines(edits)[1:]])))
    return int(bool(read.skipped))


def _edits(prediction: str, reference: str, *, cost: str) -> list[Edit]:
    from hmer_kit.alignment import align
    from hmer_kit.latex import split_tokens

    return align(split_tokens(prediction), split_tokens(reference), cost=cost)  # type: ignore[arg-type]


def _lines(edits: Sequence[Edit]) -> list[str]:
    changed = [edit for edit in edits if edit.op != "equal"]
    kinds: dict[str, int] = {}
    for edit in changed:
        kinds[str(edit.op)] = kinds.get(str(edit.op), 0) + 1
    size = sum(edit.reference is not None for edit in edits)
    counted = f": {', '.join(f'{count} {kind}' for kind, count in kinds.items())}" if kinds else ""
    head = f"{len(changed)} edit{'' if len(changed) == 1 else 's'} in {size} tokens{counted}"
    return [head, *map(_line, changed)]


def _line(edit: Edit) -> str:
    if edit.reference is None:
        return f"  insert at {edit.prediction_index} of the prediction: {edit.prediction}, which is not there"
    if edit.prediction is None:
        return f"  delete {edit.reference_index}: {edit.reference}, which was left out"
    return f"  substitute {edit.reference_index}: {edit.reference} read as {edit.prediction}"


def _values(edits: Sequence[Edit]) -> dict[str, Any]:
    rows = [
        {
            "op": str(edit.op),
            "prediction": edit.prediction,
            "reference": edit.reference,
            "prediction_index": edit.prediction_index,
            "reference_index": edit.reference_index,
        }
        for edit in edits
        if edit.op != "equal"
    ]
    return {"distance": len(rows), "reference_tokens": sum(edit.reference is not None for edit in edits), "edits": rows}


def _senses(prediction: str, reference: str, *, algebra: bool) -> dict[str, Any]:
    """Return in which senses both are the same; None where one of them does not parse."""
    from hmer_kit.latex import PROFILES, is_parseable, normalize, parse, same_layout, same_structure, split_tokens
    from hmer_kit.visual import is_visually_equal

    found: dict[str, Any] = {"tokens": split_tokens(prediction) == split_tokens(reference)}
    if is_parseable(prediction) and is_parseable(reference):
        for name in PROFILES:
            found[name] = normalize(prediction, profile=name).latex == normalize(reference, profile=name).latex
        trees = parse(prediction), parse(reference)
        found["layout"], found["structure"] = same_layout(*trees), same_structure(*trees)
        found["look"] = is_visually_equal(prediction, reference)
    else:
        found |= dict.fromkeys((*PROFILES, "layout", "structure", "look"))
    if algebra:
        from hmer_kit.latex import equivalent

        result = equivalent(prediction, reference)
        found["algebra"] = f"{result.verdict}: {result.reason}" if result.reason else str(result.verdict)
    return found
