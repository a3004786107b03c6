"""The options of ``hmer-kit predict``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._progress import add_quiet
from hmer_kit.cli.models._predictor import add_decoding, add_machine, add_model

if TYPE_CHECKING:
    import argparse

__all__ = ["SERVER_KINDS", "add_arguments", "add_predictor"]

SERVER_KINDS = ("vllm", "vllm<0.12", "sglang", "llama.cpp")
"""``hmer_kit.inference.GrammarServer``; written out, since that room takes its time to import."""
_DESCRIPTION = """Let a model read the pictures of a data set, and write its predictions to a file that hmer-kit score
reads. The model is loaded into this process (--model FOLDER), or is behind a server that speaks OpenAI's protocol, such
as vLLM, SGLang, llama.cpp or transformers serve (--server URL --model NAME). DATA is a folder with captions.tsv and
pictures, a folder of pictures alone, or of any other format that the library reads; ink is drawn."""
_EPILOG = """examples:
  hmer-kit predict --model uni-mumer-3b --data crohme/test2014 --output predictions.jsonl
  hmer-kit predict --server http://localhost:8000/v1 --model uni-mumer-3b --data crohme/test2014 --output served.jsonl
  hmer-kit predict --model uni-mumer-3b --data crohme/test2014 --output predictions.jsonl --grammar
  hmer-kit predict --model uni-mumer-3b --data scans --candidates 8 --temperature 0.7 --output candidates.jsonl

output:
  One JSON object a line: img_id, gt, pred, response, confidence, score, tokens, finish, and candidates where there are
  several. While the command runs, they stand in FILE.part; FILE appears whole in the end. A command that was broken off
  is taken up where it was by giving it again, and pictures that failed are asked again. FILE.run.json says what the
  answers were made with; another model, prompt or decoding is refused.

settings:
  Prompts, picture sizes and decoding come from hmer_kit.json in the folder of the weights, where there is one (with
  --server: in that of --settings); options given here go before it.

environment:
  HMER_KIT_API_KEY  the key of the server, where it wants one

exit codes:
  0  every picture has an answer
  1  some have none, or captions were left out; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> args = parser.parse_args(["--model", "m", "--data", "d", "--output", "p.jsonl", "--candidates", "4"])
        >>> args.candidates, args.task, args.server
        (4, 'vanilla', None)
    """
    from hmer_kit.tasks import TASKS

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    add_model(parser)
    parser.add_argument("--data", required=True, help="data set of any format, or a folder of pictures alone")
    add_format(parser)
    parser.add_argument("--output", required=True, metavar="FILE", help="file to write, by custom .jsonl")
    parser.add_argument("--task", choices=tuple(TASKS), default="vanilla", help="what is asked (default: vanilla)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pictures")
    add_predictor(parser)
    _add_grammar(parser)
    add_quiet(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as a JSON object")


def add_predictor(parser: argparse.ArgumentParser) -> None:
    """Add the options of decoding and of the machine, which say how a model answers.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_predictor(parser)
        >>> parser.parse_args(["--beams", "4"]).beams
        4
    """
    add_decoding(parser)
    _add_machine(parser)


def _add_grammar(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("grammar")
    group.add_argument("--grammar", action="store_true", help="let the model write nothing but what parses")
    group.add_argument("--vocabulary", metavar="FILE", help="with --grammar: the tokens that it may write, a line each")
    group.add_argument(
        "--server-kind",
        choices=SERVER_KINDS,
        default="vllm",
        help="with --grammar and --server: what the server is (default: vllm)",
    )


def _add_machine(parser: argparse.ArgumentParser) -> None:
    group = add_machine(parser)
    group.add_argument("--batch-size", type=int, default=8, metavar="N", help="pictures at once (default: 8)")
    group.add_argument("--concurrency", type=int, default=8, metavar="N", help="requests at once (default: 8)")
    group.add_argument("--timeout", type=float, default=120.0, metavar="S", help="seconds for a request (default: 120)")
