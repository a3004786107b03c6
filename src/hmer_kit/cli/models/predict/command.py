"""Runs ``hmer-kit predict``: records in, a predictor, and the file that its answers go to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import ReadResult, Record
    from hmer_kit.inference import PredictionRun, Predictor
    from hmer_kit.latex import LatexGrammar
    from hmer_kit.tasks import InferenceSettings

__all__ = ["predictor_of", "read_pictures", "run"]

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp"})


def run(args: argparse.Namespace) -> int:
    """Predict, say how it went; return the exit code.

    Examples:
        >>> import argparse
        >>> from hmer_kit.cli.models.predict import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["--model", "m", "--data", "no such folder", "--out", "p.jsonl"]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a folder of captions or pictures, found none at no such folder
    """
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.inference import predict_records

    if args.vocabulary is not None and not args.grammar:
        raise InputError("expected --vocabulary with --grammar, whose tokens it names; give both")
    read = read_pictures(Path(args.data), format=args.format, style=args.style)
    records = _limited(read.records, args.limit)
    predictor = predictor_of(args, grammar=_grammar(args))
    done = predict_records(
        records,
        predictor,
        out=args.out,
        task=args.task,
        chunk_size=8 * max(args.batch_size, args.concurrency),
        progress=not args.quiet,
    )
    name_skips(read.skipped, read=len(read.records), where=args.data)
    _name_failures(done)
    print(json.dumps(_summary(done, args)) if args.json else f"{done.summary()}\nwrote {args.out}")
    return 1 if done.failed or read.skipped else 0


def predictor_of(
    args: argparse.Namespace, *, model: str | None = None, grammar: LatexGrammar | None = None
) -> Predictor:
    """Return what the options ask: a server, or a model that is loaded.

    Args:
        args: Parsed arguments, ``add_predictor``'s among them.
        model: Another model than that of the arguments.
        grammar: What it may write; anything if None.

    Raises:
        InputError: Options do not go together.

    Examples:
        >>> import argparse
        >>> from hmer_kit.cli.models.predict import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> words = ["--server", "http://localhost:8000/v1", "--model", "m", "--data", "d", "--out", "p.jsonl"]
        >>> predictor_of(parser.parse_args(words)).model
        'm'
    """
    name = args.model if model is None else model
    settings = _settings(args, name)
    if args.server:
        return _server(args, settings, name=name, grammar=grammar)
    return _model(args, settings, name=name, grammar=grammar)


def _grammar(args: argparse.Namespace) -> LatexGrammar | None:
    from hmer_kit.inference import response_grammar
    from hmer_kit.latex import Vocabulary
    from hmer_kit.tasks import get_task

    if not args.grammar:
        return None
    vocabulary = None if args.vocabulary is None else Vocabulary.from_file(args.vocabulary)
    return response_grammar(get_task(args.task), vocabulary=vocabulary)


def read_pictures(data: Path, *, format: str | None, style: str | None) -> ReadResult[Record]:  # noqa: A002
    """Return the records of a data set, or of the pictures that lie in a folder without captions.tsv.

    Raises:
        DataError: There is nothing, or no pictures.

    Examples:
        >>> read_pictures(Path("no such folder"), format=None, style=None)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a folder of captions or pictures, found none at no such folder
    """
    from hmer_kit.cli._skips import read_with_pictures

    if not data.exists():
        raise DataError(f"expected a folder of captions or pictures, found none at {data}", path=str(data))
    alone = format is None and data.is_dir() and not (data / "captions.tsv").exists()
    read = _pictures(data) if alone else None
    if read is None or not read.records:
        read = read_with_pictures(str(data), format=format, style=style)
    if not any(record.image for record in read.records):
        raise DataError(f"expected pictures in {data}, or beside its captions, found none", path=str(data))
    return read


def _pictures(folder: Path) -> ReadResult[Record]:
    from hmer_kit.data import FileImage, ReadResult, Record

    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    return ReadResult([Record(Path(name).stem, "", image=FileImage(folder, name)) for name in names])


def _limited(records: list[Record], limit: int | None) -> list[Record]:
    if limit is not None and limit < 1:
        raise InputError(f"expected --limit of at least 1, got {limit}")
    return records[:limit]


def _settings(args: argparse.Namespace, model: str) -> InferenceSettings:
    """Return the settings beside the weights, with what was given on the command line before them."""
    from dataclasses import replace

    from hmer_kit.data import PictureNormalization, PixelBudget
    from hmer_kit.tasks import SETTINGS_FILE, InferenceSettings

    beside = not args.server and (Path(model) / SETTINGS_FILE).is_file()
    folder = args.settings or (model if beside else None)
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


def _server(
    args: argparse.Namespace, settings: InferenceSettings, *, name: str, grammar: LatexGrammar | None
) -> Predictor:
    from hmer_kit.inference import ServerPredictor, server_fields

    if args.beams != 1:
        raise InputError(f"expected no --beams with --server, whose protocol has no beam search, got {args.beams}")
    return ServerPredictor(
        args.server,
        name,
        inference=settings,
        concurrency=args.concurrency,
        scores=not args.no_scores,
        seed=args.seed,
        extra_body=None if grammar is None else server_fields(grammar, server=args.server_kind),
        timeout=args.timeout,
    )


def _model(
    args: argparse.Namespace, settings: InferenceSettings, *, name: str, grammar: LatexGrammar | None
) -> Predictor:
    import torch

    from hmer_kit.inference import VLMPredictor
    from hmer_kit.vlm import GrammarConstraint, load_model_and_processor

    model, processor = load_model_and_processor(name, dtype=args.dtype)
    device = args.device or ("cuda" if torch.cuda.is_available() else "cpu")
    return VLMPredictor(
        model.to(device),
        processor,
        inference=settings,
        num_candidates=args.candidates if args.beams > 1 else None,
        num_beams=args.beams,
        seed=args.seed,
        constraint=None if grammar is None else GrammarConstraint(grammar, processor),
        batch_size=args.batch_size,
    )


def _name_failures(done: PredictionRun) -> None:
    from hmer_kit.cli._skips import SKIPS_NAMED
    from hmer_kit.cli._text import say

    for name, reason in list(done.failed.items())[:SKIPS_NAMED]:
        say(f"no answer for {name!r}: {reason}")
    if len(done.failed) > SKIPS_NAMED:
        say(f"  and for {len(done.failed) - SKIPS_NAMED} more")


def _summary(done: PredictionRun, args: argparse.Namespace) -> dict[str, object]:
    return {
        "out": args.out,
        "predicted": len(done.records),
        "resumed": done.resumed,
        "failed": done.failed,
        "loops": list(done.loops),
        "cut": list(done.cut),
        "unread": list(done.unread),
    }
