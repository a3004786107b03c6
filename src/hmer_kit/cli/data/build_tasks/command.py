"""``hmer-kit build-tasks`` at work."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._progress import with_progress
from hmer_kit.cli._skips import SKIPS_NAMED
from hmer_kit.cli._text import say
from hmer_kit.cli.data.build_tasks.reading import open_items
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import PicturePaths, PicturePlace
    from hmer_kit.tasks import TaskFiles

__all__ = ["run"]


def run(args: argparse.Namespace) -> int:
    r"""Write the files, print what is in them; return the exit code.

    Examples:
        >>> import argparse, tempfile
        >>> from PIL import Image
        >>> from hmer_kit.cli.data.build_tasks import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     (Path(folder) / "images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder) / "images" / "a.png")
        ...     _ = (Path(folder) / "captions.tsv").write_text("a\tx + 1", encoding="utf-8")
        ...     options = ["--output", f"{folder}/train.json", "--tasks", "vanilla"]
        ...     run(parser.parse_args([folder, *options]))  # doctest: +ELLIPSIS
        task                examples  not used       bad
        vanilla                    1         0         0
        wrote ...train.json
        0
    """
    from hmer_kit.tasks import BuildPlan, build_task_files

    tasks = _tasks(args)
    source = open_items(args.data, predictions=args.predictions, format=args.format, style=args.style)
    plan = BuildPlan(
        tasks=tasks,
        shape=args.shape,
        pictures=_pictures(args, by_default="relative" if source.in_files else "copied"),
        include_error_free=args.include_error_free,
        max_characters=args.max_characters,
    )
    built = build_task_files(
        with_progress(source.items, unit="record", quiet=args.quiet),
        args.output,
        plan=plan,
        engine=args.engine,
        workers=args.workers,
        part_size=args.part_size,
        unfinished="discard" if args.restart else "continue",
    )
    print(json.dumps(_as_json(built))) if args.json else _show(built)
    _name_skips(built, where=args.data)
    return 1 if built.bad else 0


def _tasks(args: argparse.Namespace) -> list[str]:
    """Return the names of the tasks to build: those asked for, or all for which there is what they need."""
    from hmer_kit.tasks import TASKS

    if args.tasks is None:
        return [name for name, task in TASKS.items() if args.predictions or not task.needs_prediction]
    lacking = [name for name in args.tasks if TASKS[name].needs_prediction and not args.predictions]
    if lacking:
        raise InputError(f"expected --predictions FILE, in which {' and '.join(lacking)} shall find errors, got none")
    return list(args.tasks)


def _pictures(args: argparse.Namespace, *, by_default: PicturePlace) -> PicturePaths:
    from hmer_kit.data import PicturePaths, get_shape

    place = args.pictures or by_default
    if place != "copied":
        if args.picture_root is not None and place == "relative":
            raise InputError("expected --picture-root with --pictures absolute or copied; leave it out")
        return PicturePaths(place, root=args.picture_root)
    output = Path(args.output)
    beside = output.parent if output.suffix == get_shape(args.shape).suffix else output
    if args.picture_root is None:
        return PicturePaths("copied", root=beside / "images", prefix="images")
    return PicturePaths("copied", root=args.picture_root)


def _show(built: TaskFiles) -> None:
    print(f"{'task':<18}{'examples':>10}{'not used':>10}{'bad':>10}")
    for task, counts in _counts(built).items():
        print(f"{task:<18}" + "".join(f"{count:>10}" for count in counts.values()))
    for path in dict.fromkeys(built.files.values()):
        print(f"wrote {path}")


def _counts(built: TaskFiles) -> dict[str, dict[str, int]]:
    return {
        task: {
            "examples": examples,
            "not_used": sum(count for (name, _), count in built.unused.items() if name == task),
            "bad": sum(count for (name, _), count in built.bad.items() if name == task),
        }
        for task, examples in built.examples.items()
    }


def _as_json(built: TaskFiles) -> dict[str, object]:
    return {
        "records": built.items,
        "tasks": _counts(built),
        "files": {task: str(path) for task, path in built.files.items()},
        "bad": sum(built.bad.values()),
        "skipped": None if built.skipped is None else str(built.skipped),
    }


def _name_skips(built: TaskFiles, *, where: str) -> None:
    """Say what was left out, and name the first of it."""
    if built.skipped is None:
        return
    say(f"{where}: {built.summary()}")
    for skip in islice(built.skips(), SKIPS_NAMED):
        say(f"  {skip}")
    say(f"  each of them is named in {built.skipped}")
