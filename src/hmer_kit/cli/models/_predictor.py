"""A model in this process or behind a server, by the options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.inference import Predictor
    from hmer_kit.latex import LatexGrammar
    from hmer_kit.tasks import InferenceSettings
    from hmer_kit.vlm.generation import Constraint

__all__ = ["add_decoding", "add_machine", "add_model", "predictor_of", "settings_of"]


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which model.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_model(parser)
        >>> parser.parse_args(["--model", "m"]).server is None
        True
    """
    parser.add_argument(
        "--model",
        required=True,
        metavar="NAME",
        help="folder or hub name of the weights; with --server: what the server calls the model",
    )
    parser.add_argument(
        "--server", metavar="URL", help="address of a server, up to /v1; without it the model is loaded"
    )


def add_decoding(parser: argparse.ArgumentParser, *, candidates: str = "default: 1") -> None:
    """Add the options of prompts, pictures and decoding.

    Args:
        parser: Where to.
        candidates: What the help says of how many there are by default.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_decoding(parser)
        >>> parser.parse_args(["--beams", "4"]).beams
        4
    """
    group = parser.add_argument_group("decoding")
    group.add_argument("--settings", metavar="FOLDER", help="folder of another hmer_kit.json than that of the weights")
    group.add_argument("--max-new-tokens", type=int, metavar="N", help="longest response (default: 512)")
    group.add_argument("--candidates", type=int, metavar="K", help=f"responses to each picture ({candidates})")
    group.add_argument("--temperature", type=float, metavar="T", help="sample at this temperature (default: greedy)")
    group.add_argument("--beams", type=int, default=1, metavar="N", help="beam search; not with --server")
    group.add_argument("--seed", type=int, default=0, help="of the samples (default: 0)")
    group.add_argument("--max-pixels", type=int, metavar="N", help="shrink larger pictures to this width × height")
    group.add_argument("--margin", type=int, metavar="N", help="cut pictures to their ink and N pixels around it")
    group.add_argument(
        "--polarity", choices=("white_on_black", "black_on_white"), help="invert pictures that are not of this polarity"
    )


def add_machine(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add the options of device and server, and return their group, for more of them.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> group = add_machine(parser)
        >>> parser.parse_args(["--device", "cpu"]).dtype
        'auto'
    """
    group = parser.add_argument_group("machine")
    group.add_argument("--device", help="such as cuda:1 or cpu (default: a GPU if there is one)")
    group.add_argument("--dtype", default="auto", help="type of the weights, such as bfloat16 (default: as stored)")
    group.add_argument("--no-scores", action="store_true", help="do not ask the server for log-probabilities")
    return group


def settings_of(args: argparse.Namespace) -> InferenceSettings:
    """Return the settings beside the weights, with what was given on the command line before them.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_model(parser), add_decoding(parser)
        (None, None)
        >>> settings_of(parser.parse_args(["--model", "m", "--max-new-tokens", "9"])).max_new_tokens
        9
    """
    from dataclasses import replace
    from pathlib import Path

    from hmer_kit.data import PictureNormalization, PixelBudget
    from hmer_kit.tasks import SETTINGS_FILE, InferenceSettings

    beside = not args.server and (Path(args.model) / SETTINGS_FILE).is_file()
    folder = args.settings or (args.model if beside else None)
    settings = InferenceSettings() if folder is None else InferenceSettings.load(folder)
    given = {"max_new_tokens": args.max_new_tokens, "temperature": args.temperature}
    if args.beams == 1:
        given["candidates"] = args.candidates
    if args.max_pixels is not None:
        given["pixel_budget"] = replace(settings.pixel_budget or PixelBudget(), max_pixels=args.max_pixels)
    asked = {name: getattr(args, name) for name in ("margin", "polarity") if getattr(args, name) is not None}
    if asked:
        given["normalization"] = replace(settings.normalization or PictureNormalization(margin=None), **asked)
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def predictor_of(
    args: argparse.Namespace,
    settings: InferenceSettings,
    *,
    constraint: Constraint | None = None,
    grammar: LatexGrammar | None = None,
) -> Predictor:
    """Return the server where one is given, or the model, loaded.

    Args:
        args: With the options of this module, and ``concurrency``, ``timeout`` and ``batch_size``.
        settings: Prompts, pictures and decoding.
        constraint: What stands over the tokens of a model in this process; a server is not asked for it.
        grammar: What either may write, in place of a constraint; with a server ``args.server_kind`` says of what kind.

    Raises:
        InputError: A beam search is asked of a server.
        DataError: The weights cannot be loaded.

    Examples:
        >>> import argparse
        >>> from hmer_kit.tasks import InferenceSettings
        >>> given = {"model": "m", "server": "http://localhost:8000/v1", "beams": 1, "no_scores": False, "seed": 0}
        >>> args = argparse.Namespace(**given, concurrency=1, timeout=9.0, batch_size=1)
        >>> predictor_of(args, InferenceSettings()).model
        'm'
    """
    return _server(args, settings, grammar) if args.server else _model(args, settings, constraint, grammar)


def _server(args: argparse.Namespace, settings: InferenceSettings, grammar: LatexGrammar | None) -> Predictor:
    from hmer_kit.inference import ServerPredictor, server_fields

    if args.beams != 1:
        raise InputError(f"expected no --beams with --server, whose protocol has no beam search, got {args.beams}")
    return ServerPredictor(
        args.server,
        args.model,
        inference=settings,
        concurrency=args.concurrency,
        scores=not args.no_scores,
        seed=args.seed,
        extra_body=None if grammar is None else server_fields(grammar, server=args.server_kind),
        timeout=args.timeout,
    )


def _model(
    args: argparse.Namespace,
    settings: InferenceSettings,
    constraint: Constraint | None,
    grammar: LatexGrammar | None,
) -> Predictor:
    from pathlib import Path

    import torch

    from hmer_kit.inference import VLMPredictor
    from hmer_kit.vlm import GrammarConstraint, load_model_and_processor
    from hmer_kit.vlm.small import register_small

    register_small()  # what the quickstart trains is no model of transformers' own
    try:
        model, processor = load_model_and_processor(args.model, dtype=args.dtype)
    except OSError as error:  # transformers says at length what it tried, and not always the name
        if Path(args.model).exists():
            raise
        message = f"expected the folder of a model or its name on the hub, found no folder {args.model!r}; {error}"
        raise DataError(message, code="missing_file", path=args.model) from error
    device = args.device or ("cuda" if torch.cuda.is_available() else "cpu")
    return VLMPredictor(
        model.to(device),
        processor,
        inference=settings,
        num_candidates=args.candidates if args.beams > 1 else None,
        num_beams=args.beams,
        seed=args.seed,
        constraint=constraint if grammar is None else GrammarConstraint(grammar, processor),
        batch_size=args.batch_size,
    )
