"""The options of ``hmer-kit demo``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli.models._predictor import add_decoding, add_machine, add_model

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments"]

_DESCRIPTION = """Serve a page on this computer to try a model on: write an expression with a mouse, a pen or a finger,
or drop a picture of one, and see what is read, its tree and symbol counts, the alternatives and how far to believe it.
The model is loaded into this process (--model FOLDER), or is behind a server that speaks OpenAI's protocol (--server
URL --model NAME)."""
_EPILOG = """examples:
  hmer-kit demo --model runs/quickstart/model
  hmer-kit demo --model uni-mumer-3b --candidates 1 --tasks vanilla --port 0
  hmer-kit demo --server http://localhost:8000/v1 --model uni-mumer-3b

safety:
  The page is served to this computer alone. With --host, whoever reaches that address can use the model and send files.
  Uploads are limited in size, pictures in pixels, readings in time; one is under way at a time. Nothing is sent to, or
  loaded from, any other computer but that of --server. Uploads lie in a folder of this user's alone, which is removed
  when the command ends.

environment:
  HMER_KIT_API_KEY  the key of the server, where it wants one

exit codes:
  2    wrong usage, a model that cannot be loaded, or a port that is in use
  130  interrupted: the way to end it
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["--model", "m", "--timeout", "20"])
        >>> args.host, args.port, args.timeout, args.tasks
        ('127.0.0.1', 7860, 20.0, ['vanilla', 'tree_cot', 'symbol_counting'])
    """
    from hmer_kit.data import PUBLISHED_STYLE
    from hmer_kit.demo import DEMO_TASKS
    from hmer_kit.ink import STYLES

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    add_model(parser)
    parser.add_argument(
        "--tasks",
        nargs="+",
        choices=DEMO_TASKS,
        default=list(DEMO_TASKS),
        help="what is asked about each picture (default: all three; 'vanilla' for a model that knows no other)",
    )
    parser.add_argument(
        "--style", choices=tuple(STYLES), default=PUBLISHED_STYLE,
        help=f"how drawings are drawn for the model (default: {PUBLISHED_STYLE})",
    )  # fmt: skip
    _add_page(parser)
    add_decoding(parser, candidates="default: 4, of a beam search; from a server samples, at 0.7")
    add_machine(parser)


def _add_page(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("page")
    group.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, this computer)")
    group.add_argument("--port", type=int, default=7860, metavar="N", help="port (default: 7860; 0: any that is free)")
    group.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds a reading (default: 60)")
    group.add_argument("--max-upload-mb", type=int, default=8, metavar="N", help="largest file, in MiB (default: 8)")
    group.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")
