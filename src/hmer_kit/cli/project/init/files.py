"""The files of a new project, made of the templates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAMILIES", "ProjectData", "find_data", "project_files", "write_files"]

FAMILIES: Mapping[str, str] = {
    "qwen2_5_vl": "Qwen/Qwen2.5-VL-3B-Instruct",
    "qwen3_vl": "Qwen/Qwen3-VL-2B-Instruct",
    "smolvlm": "HuggingFaceTB/SmolVLM2-500M-Video-Instruct",
    "internvl": "OpenGVLab/InternVL3-1B-hf",
    "gemma3": "google/gemma-3-4b-it",
}
"""A model of moderate size of each family, by its name on the hub; the paper's is the first."""
_TEMPLATES = Path(__file__).with_name("template")
_NAMES = {
    "recipe.yaml.txt": "recipe.yaml",
    "train.py.txt": "train.py",
    "predict.yaml.txt": "predict.yaml",
    "score.yaml.txt": "score.yaml",
    "README.md.txt": "README.md",
    "data.README.md.txt": "data/README.md",
    "gitignore.txt": ".gitignore",
}


@dataclass(frozen=True, slots=True)
class ProjectData:
    """The parts of a data set.

    Examples:
        >>> ProjectData().train
        'data/train'
    """

    train: str = "data/train"
    """What is trained on."""
    val: str | None = "data/test"
    """What is validated on while training; None for nothing."""
    test: str = "data/test"
    """What is predicted and scored."""


def find_data(data: str | None) -> ProjectData:
    """Tell the parts of a data set: the folder ``train`` in it, and the first named ``val*`` or ``test*``.

    Args:
        data: A file, folder or archive of any format; None for folders of the project, to be filled.

    Returns:
        Absolute paths. Without parts all of it is trained on, and nothing is validated.

    Raises:
        InputError: There is nothing.

    Examples:
        >>> find_data(None)
        ProjectData(train='data/train', val='data/test', test='data/test')
    """
    if data is None:
        return ProjectData()
    root = Path(data).expanduser().resolve()
    if not root.exists():
        raise InputError(f"expected --data as a data set, found nothing at {data}; leave it out to fill data/ later")
    train = root / "train"
    if not train.is_dir():
        return ProjectData(str(root), None)
    beside = [place for kind in ("val*", "test*") for place in sorted(root.glob(kind)) if place.is_dir()]
    if not beside:
        return ProjectData(str(train), None)
    last = [place for place in beside if place.name.startswith("test")] or beside
    return ProjectData(str(train), str(beside[0]), str(last[0]))


def project_files(model: str, data: ProjectData) -> dict[str, str]:
    """Return the texts of the files by their names; the same for the same arguments.

    Args:
        model: Folder or hub name of the weights.
        data: The parts of the data.

    Examples:
        >>> files = project_files("Qwen/Qwen2.5-VL-3B-Instruct", ProjectData())
        >>> 'MODEL = "Qwen/Qwen2.5-VL-3B-Instruct"' in files["train.py"]
        True
    """
    # A JSON string is one of YAML and of Python too, whatever is in the name.
    quoted = {"MODEL": model, "TRAIN": data.train, "TEST": data.test}
    values = {name: json.dumps(value) for name, value in quoted.items()}
    values |= {"TRAIN_PATH": data.train, "TEST_PATH": data.test}
    return {
        name: _filled(
            (_TEMPLATES / template).read_text(encoding="utf-8"),
            values | {"VAL": _literal(data.val, none="None" if name.endswith(".py") else "null")},
        )
        for template, name in _NAMES.items()
    }


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files that are not there yet.

    Args:
        folder: Where to; made if absent.
        files: Texts by name.

    Returns:
        What was written.

    Raises:
        InputError: Some are there already; they are named, and nothing is written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     [path.name for path in write_files(Path(place), {"a": "x"})]
        ['a']
    """
    paths = {folder / name: text for name, text in files.items()}
    there = [str(path) for path in paths if path.exists() or path.is_symlink()]
    if there:
        raise InputError(
            f"expected a folder without these files, found {', '.join(there)}; nothing was written: "
            "move them away, or name another folder"
        )
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:  # x: one that has come meanwhile stays too
            file.write(text)
    return list(paths)


def _literal(value: str | None, *, none: str) -> str:
    return none if value is None else json.dumps(value)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the places of ``@NAME@``, each place once: a value may hold such a mark itself."""
    pieces = text.split("@")
    return "".join(values.get(piece, piece) if number % 2 else piece for number, piece in enumerate(pieces))
