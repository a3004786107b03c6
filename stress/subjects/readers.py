"""Each reader of the library with the sample that it reads; a test of its completeness stands in the scenarios.

``READERS`` gives, for a function that ``surface`` finds, the kind of sample and how to read all of it. ``NO_READERS``
names what has a path among its arguments and reads no file of its own, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stress.material.records import ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized
    from pathlib import Path

__all__ = ["NO_READERS", "READERS", "Read", "read_all"]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader gave."""

    records: int
    skipped: int
    reasons: tuple[str, ...] = ()
    """The first notes."""


def _count(items: Iterable[Any]) -> Read:
    """Read a stream to its end, with the pictures and ink of its records, which may be refused one by one."""
    from hmer_kit.data import Skip
    from hmer_kit.exceptions import DataError

    records, notes = 0, 0
    reasons: list[str] = []
    for item in items:
        if isinstance(item, Skip):
            notes += 1
            reasons.extend([str(item)[:300]] if len(reasons) < 5 else [])
            continue
        records += 1
        for source in (getattr(item, "image", None), getattr(item, "ink", None)):
            try:
                if source is not None:
                    source.load()
            except DataError as error:
                records, notes = records - 1, notes + 1
                reasons.extend([str(error)[:300]] if len(reasons) < 5 else [])
                break
    return Read(records, notes, tuple(reasons))


def _result(result: Any) -> Read:
    return _count([*result.records, *result.skipped])


def _each(reader: str, **options: Any) -> Callable[[Path], Read]:
    def read(path: Path) -> Read:
        import hmer_kit.data

        found = getattr(hmer_kit.data, reader)(path, **options)
        return _result(found) if hasattr(found, "records") else _count(found)

    return read


def _opened(format: str | None = None) -> Callable[[Path], Read]:  # noqa: A002 - the library's word
    def read(path: Path) -> Read:
        from hmer_kit.data import open_records

        return _count(open_records(path, format=format).items())

    return read


def _value(read: Callable[[Path], Any]) -> Callable[[Path], Read]:
    return lambda path: Read(len(found) if hasattr(found := read(path), "__len__") else 1, 0)


def _data(name: str) -> Any:
    import hmer_kit.data

    return getattr(hmer_kit.data, name)


def _corpus(name: str) -> Any:
    from hmer_kit.error_mining.corpus import files

    return getattr(files, name)


def _mining(name: str) -> Any:
    from hmer_kit.error_mining import out_of_fold

    return getattr(out_of_fold, name)


def _ink(name: str) -> Any:
    import hmer_kit.ink

    return getattr(hmer_kit.ink, name)


def _synthesized(path: Path) -> Read:
    return Read(len(list(_ink("synthesize")(2, bank=path))), 0)


def _vocabulary(path: Path) -> Read:
    from hmer_kit.latex import Vocabulary

    return Read(len(Vocabulary.from_file(path)), 0)


def _settings(path: Path) -> Read:
    from hmer_kit.tasks import InferenceSettings

    return Read(InferenceSettings.load(path).max_new_tokens, 0)


def _log(path: Path) -> Read:
    from hmer_kit.report import read_training_log

    found = read_training_log(path)
    return Read(len(found.records), len(found.skipped), tuple(map(str, found.skipped[:5])))


def _load(kind: str, root: Path, name: str) -> int:
    _data(kind)(root, name).load()
    return 1


def _read_index(path: Path) -> Sized:
    from hmer_kit.data.formats.shards.index import read_index

    return read_index(path) or []


def _job_states(path: Path) -> Sized:
    return _mining("job_states")(path)  # type: ignore[no-any-return]


def _pending_jobs(path: Path) -> Sized:
    return _mining("pending_jobs")(path)  # type: ignore[no-any-return]


_CAPTIONED = ("captions", "formulas", "hme100k", "im2latex", "image_folder", "inkml", "label_graphs", "mathwriting",
              "parquet", "shards")  # fmt: skip

READERS: dict[str, list[tuple[str, Callable[[Path], Read]]]] = {
    **{f"data.{verb}_{name}": [(name, _each(f"{verb}_{name}"))] for name in _CAPTIONED for verb in ("iter", "read")},
    "data.iter_sharegpt_records": [("sharegpt", _each("iter_sharegpt_records"))],
    "data.read_sharegpt_records": [("sharegpt", _each("read_sharegpt_records"))],
    "data.read_references": [("references", _each("read_references"))],
    "data.iter_mathwriting_symbols": [("mathwriting_symbols", _each("iter_mathwriting_symbols"))],
    "data.read_sharegpt": [("sharegpt", _each("read_sharegpt"))],
    "data.read_ms_swift": [("ms_swift", _each("read_ms_swift"))],
    "data.read_trl": [("trl", _each("read_trl"))],
    "data.read_llama_factory": [("llama_factory", _each("read_llama_factory", name="vanilla"))],
    "data.read_predictions": [
        ("predictions", _each("read_predictions", on_bad="skip")),
        ("prediction_lines", _each("read_predictions", on_bad="skip")),
    ],
    "data.read_bare_predictions": [("predictions", _each("read_bare_predictions", on_bad="skip"))],
    "data.ShareGPTFile": [("sharegpt", _value(lambda path: list(_data("ShareGPTFile")(path))))],
    "data.check_shards": [("shards", _value(lambda path: range(_data("check_shards")(path))))],
    "data.read_index": [("shards", _value(_read_index))],
    "data.guess_format": [("captions", _value(lambda path: _data("guess_format")(path) and 1))],
    "data.read_mixture": [("mixture", lambda path: Read(len(_data("read_mixture")(path).sources), 0))],
    "data.open_records": [
        *((name, _opened()) for name in ("captions_in_zip", "image_table", "im2latex", "sharegpt", "predictions")),
        ("datasets", _opened("datasets")),
    ],
    "data.open_with_pictures": [("inkml", lambda path: _count(_data("open_with_pictures")(path).items()))],
    "data.FileImage": [("captions", _value(lambda path: _load("FileImage", path, f"images/{ids(1)[0]}.png")))],
    "data.ZipImage": [
        ("captions_in_zip", _value(lambda path: _load("ZipImage", path / "images.zip", f"{ids(1)[0]}.png")))
    ],
    "data.FileInk": [("inkml", _value(lambda path: _load("FileInk", path, f"train/{ids(1)[0]}.inkml")))],
    "error_mining.open_corpus": [("corpus", _value(lambda path: list(_corpus("open_corpus")(path))))],
    "error_mining.read_corpus": [
        ("corpus", _value(lambda path: _corpus("read_corpus")(path).records)),
        ("corpus_in_parquet", _value(lambda path: _corpus("read_corpus")(path).records)),
    ],
    "error_mining.read_candidates": [("candidates", _value(lambda path: list(_corpus("read_candidates")(path))))],
    "error_mining.is_file_of": [("corpus", _value(lambda path: _corpus("is_file_of")(path, kind="x")))],
    "error_mining.read_plan": [("mining_plan", _value(lambda path: _mining("read_plan")(path).folds.items))],
    "error_mining.job_states": [("mining_plan", _value(_job_states))],
    "error_mining.pending_jobs": [("mining_plan", _value(_pending_jobs))],
    "ink.CorpusGrammar.load": [("grammar", _value(lambda path: _ink("CorpusGrammar").load(path).expressions))],
    "ink.SymbolBank.load": [("bank", _value(lambda path: _ink("SymbolBank").load(path)))],
    "ink.synthesize": [("bank", _synthesized)],
    "ink.load_inkml": [("one_inkml", _value(lambda path: _ink("load_inkml")(path).strokes))],
    "ink.load_label_graph": [("one_label_graph", _value(lambda path: _ink("load_label_graph")(path) and 1))],
    "latex.Vocabulary.from_file": [("dictionary", _vocabulary)],
    "report.read_training_log": [("training_log", _log)],
    "tasks.InferenceSettings.load": [("settings", _settings)],
}
"""Each reader by its name, with the kinds of samples that it reads and how."""

NO_READERS = {
    "data.Columns.record": "a row in memory",
    "data.DatasetRecords": "a data set in memory",
    "data.PicturePaths": "says how names are written",
    "data.TarImage": "read by iter_shards, which makes it",
    "data.ZipInk": "read by iter_inkml, which makes it",
    "data.image_of_value": "a cell in memory",
    "data.iter_datasets": "read by open_records, as the format datasets",
    "data.load_records": "the package datasets opens it, as for the format datasets",
    "data.load_trl": "read_trl, and the package datasets",
    "data.open_dataset": "the package datasets opens it",
    "data.read_datasets": "read by open_records, as the format datasets",
    "error_mining.MiningResult": "a result",
    "error_mining.SampleRequest": "a request",
    "error_mining.TrainRequest": "a request",
    "error_mining.mining_result": "read_plan and the outputs of jobs",
    "error_mining.run_job": "runs jobs; kills of it have a scenario of their own",
    "error_mining.run_pending": "runs jobs; kills of it have a scenario of their own",
    "report.WrittenReport": "a result",
}
"""What has a path among its arguments and is no reader of its own, with the reason."""


def read_all() -> list[tuple[str, str, Callable[[Path], Read]]]:
    """Return every pair of a reader and a kind of sample, and check that no reader is forgotten."""
    from stress.subjects.surface import file_functions, is_writer, require_all

    found = [name for name in file_functions() if not is_writer(name)]
    optional = [name for name in NO_READERS if name not in found and "datasets" in NO_READERS[name]]
    require_all([*found, *optional], [*READERS, *NO_READERS], where="stress/subjects/readers.py")
    return [(name, kind, read) for name, pairs in READERS.items() for kind, read in pairs]
