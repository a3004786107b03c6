"""Each writer of the library with something to write; a test of its completeness stands in the scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stress.material.records import conversations, drawn, ids, latex_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["RESUMES", "WRITERS", "Writer", "content", "write_all"]


@dataclass(frozen=True, slots=True)
class Writer:
    """How a writer is called."""

    name: str
    """The function, as ``surface`` names it."""
    target: str
    """Name of what it writes."""
    write: Callable[[Path, int], object]
    """Writes that many records to a path."""


def _data(name: str, **options: Any) -> Callable[[Path, int], object]:
    def write(path: Path, count: int) -> object:
        import hmer_kit.data

        return getattr(hmer_kit.data, name)(path, drawn(count), **options)

    return write


def _talks(name: str) -> Callable[[Path, int], object]:
    def write(path: Path, count: int) -> object:
        import hmer_kit.data

        return getattr(hmer_kit.data, name)(path, conversations(count))

    return write


def _info(path: Path, count: int) -> None:
    from hmer_kit.data import write_dataset_info

    path.mkdir(exist_ok=True)
    write_dataset_info(path, {name: f"{name}.json" for name in ids(count)})


def _graphs(path: Path, count: int) -> None:
    from hmer_kit.data import write_label_graphs

    write_label_graphs(drawn(count), path)


def _vocabulary(path: Path, count: int) -> None:
    from hmer_kit.data import write_vocabulary
    from hmer_kit.latex import Vocabulary

    write_vocabulary(path, Vocabulary([f"\\a{chr(97 + n % 26)}{'x' * (n // 26 % 150)}" for n in range(count)]))


def _candidates(count: int) -> list[Any]:
    from hmer_kit.error_mining.corpus import Candidate

    return [Candidate(record.id, record.reference, record.prediction or "") for record in drawn(count)]


def _candidate_file(path: Path, count: int) -> None:
    from hmer_kit.error_mining.corpus import files

    files.write_candidates(path, _candidates(count))


def _corpus(path: Path, count: int) -> None:
    from hmer_kit.error_mining.corpus import ErrorCorpus, files

    files.write_corpus(path, ErrorCorpus.from_candidates(_candidates(count)))


def _merged(path: Path, count: int) -> None:
    import resource
    import tempfile
    from pathlib import Path as _Path

    from hmer_kit.error_mining.corpus import files

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    with tempfile.TemporaryDirectory() as folder:
        part = _Path(folder, "a.jsonl")
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit[1], limit[1]))  # what is merged was there before
        _corpus(part, count)
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        files.merge_corpora(path, [part])


def _plan(path: Path, count: int) -> None:
    from hmer_kit.error_mining.out_of_fold import FoldPlan, MiningPlan, PlannedItem, write_plan

    items = tuple(PlannedItem(name, latex_of(n), fold=n % 2) for n, name in enumerate(ids(max(2, count))))
    write_plan(path, MiningPlan(FoldPlan(items, n_folds=2, seed=0), samples=1), replace=True)


def _grammar(path: Path, count: int) -> None:
    from hmer_kit.ink import CorpusGrammar

    letters = [f"\\operatorname {{ {' '.join(f'{n:06}')} }} + {chr(97 + n % 26)} ^ {{ {n} }}" for n in range(count)]
    CorpusGrammar.fit(letters).save(path)


def _bank(path: Path, count: int) -> None:
    from hmer_kit.ink import SymbolBank, render, to_document
    from hmer_kit.ink import Writer as Hand

    latex = "x + 2 y - a b c"
    hands = (render(latex, writer=Hand.from_seed(n % 40), seed=n) for n in range(min(40, count)))
    SymbolBank.cut(to_document(ink, name=str(n), truth=latex, writer=str(n)) for n, ink in enumerate(hands)).save(path)


def _inkml(path: Path, count: int) -> None:
    import numpy as np

    from hmer_kit.ink import InkDocument, Strokes, write_inkml

    points = [np.array([[n, n + 1], [n + 2, n]], dtype=float) for n in range(count)]
    write_inkml(path, InkDocument("a", Strokes.of(points), truth="x"))


def _graph(path: Path, count: int) -> None:
    from hmer_kit.ink import SymbolGraph, write_label_graph

    write_label_graph(path, SymbolGraph.of_latex(" + ".join(["x"] * min(count, 400)), name="a"))


def _report(path: Path, count: int) -> None:
    from hmer_kit.report import ReportData, ReportSample, write_report

    samples = [ReportSample(r.id, reference=r.reference, prediction=r.prediction, distance=0) for r in drawn(count)]
    write_report(path, ReportData("Stress", samples=samples))


def _training_log(path: Path, count: int) -> None:
    from hmer_kit.report import CurvePoint, write_training_log

    write_training_log(path, [CurvePoint(n, loss=1.0 / (n + 1)) for n in range(count)])


def _settings(path: Path, count: int) -> None:
    from hmer_kit.tasks import InferenceSettings

    path.mkdir(exist_ok=True)
    InferenceSettings(max_new_tokens=min(count, 1000), system_prompt="x" * 60 * count).save(path)


def _tasks(path: Path, count: int) -> None:
    from hmer_kit.tasks import build_task_files

    build_task_files(drawn(count), path, part_size=7)


def _errors(path: Path, count: int) -> None:
    from hmer_kit.error_mining.corpus import ErrorCorpus
    from hmer_kit.tasks import write_error_data

    path.mkdir(exist_ok=True)
    write_error_data(path, ErrorCorpus.from_candidates(_candidates(count)), image_name="{}.png".format)


class Parrot:
    """Answers each question with its id."""

    def predict(self, questions: Any) -> list[Any]:
        from hmer_kit.inference import Answer

        return [Answer(f"${question.id}$", confidence=0.5) for question in questions]


def _predicted(path: Path, count: int) -> None:
    from hmer_kit.inference import predict_records

    path.mkdir(exist_ok=True)
    predict_records(list(drawn(count)), Parrot(), out=path / "pred.jsonl", chunk_size=5)


WRITERS = [
    Writer("data.write_captions", "captions", _data("write_captions")),
    Writer("data.write_captions", "captions in zip", _data("write_captions", pictures="zip")),
    Writer("data.write_dataset_info", "info", _info),
    Writer("data.write_label_graphs", "graphs", _graphs),
    Writer("data.write_ms_swift", "swift.jsonl", _talks("write_ms_swift")),
    Writer("data.write_parquet", "train.parquet", _data("write_parquet", row_group_bytes=2000)),
    Writer("data.write_predictions", "pred.json", _data("write_predictions")),
    Writer("data.write_shards", "shards", _data("write_shards", shard_records=10)),
    Writer("data.write_sharegpt", "vanilla.json", _talks("write_sharegpt")),
    Writer("data.write_trl", "trl.jsonl", _talks("write_trl")),
    Writer("data.write_vocabulary", "dictionary.txt", _vocabulary),
    Writer("error_mining.merge_corpora", "merged.jsonl", _merged),
    Writer("error_mining.write_candidates", "candidates.jsonl", _candidate_file),
    Writer("error_mining.write_corpus", "corpus.jsonl", _corpus),
    Writer("error_mining.write_corpus", "corpus.parquet", _corpus),
    Writer("error_mining.write_plan", "mining", _plan),
    Writer("ink.CorpusGrammar.save", "grammar.json", _grammar),
    Writer("ink.SymbolBank.save", "bank.npz", _bank),
    Writer("ink.write_inkml", "a.inkml", _inkml),
    Writer("ink.write_label_graph", "a.lg", _graph),
    Writer("report.write_report", "report.html", _report),
    Writer("report.write_training_log", "metrics.csv", _training_log),
    Writer("tasks.InferenceSettings.save", "settings", _settings),
    Writer("tasks.build_task_files", "tasks", _tasks),
    Writer("tasks.build_task_files", "tasks.json", _tasks),
    Writer("tasks.write_error_data", "errors", _errors),
    Writer("inference.predict_records", "predicted", _predicted),
]
"""Each writer, with what it is to write."""

RESUMES = (".unfinished", ".building", ".part", ".run.json")
"""Ends of the names of what an unfinished run leaves on purpose, to be taken up again."""


def write_all() -> list[Writer]:
    """Return the writers, and check that none is forgotten."""
    from stress.subjects.surface import file_functions, is_writer, require_all

    found = [name for name in file_functions() if is_writer(name)]
    require_all(
        [*found, "inference.predict_records"], [each.name for each in WRITERS], where="stress/subjects/writers.py"
    )
    return WRITERS


def content(place: Path) -> dict[str, bytes]:
    """Return all files below a folder, by name, but for those of unfinished runs."""
    files = (file for file in place.rglob("*") if file.is_file() and not file.is_symlink())
    named = {file.relative_to(place).as_posix(): file for file in files}
    return {name: file.read_bytes() for name, file in named.items() if not _resumes(name)}


def _resumes(name: str) -> bool:
    return any(part.endswith(RESUMES) for part in name.split("/"))
