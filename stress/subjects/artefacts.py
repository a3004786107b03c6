"""Write the artefacts of the library, or read them: run with the source of one version or another.

It prints a JSON object: for each kind what it holds, or why it was not read or written.

Run: PYTHONPATH=SOURCE python -m stress.subjects.artefacts write|read FOLDER COUNT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stress.material.records import drawn, latex_of, put
from stress.material.samples import BUILDERS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["KINDS"]


def _records(name: str) -> Callable[[Path], Any]:
    def read(path: Path) -> Any:
        import hmer_kit.data

        found = getattr(hmer_kit.data, name)(path)
        return [[r.id, r.reference, r.prediction, r.image and list(r.image.load().size)] for r in found.records]

    return read


def _conversations(name: str, *more: str) -> Callable[[Path], Any]:
    def read(path: Path) -> Any:
        import hmer_kit.data

        found = getattr(hmer_kit.data, name)(path, *more)
        return [[list(c.images), [[m.role, m.value] for m in c.messages]] for c in found.records]

    return read


def _predictions(path: Path) -> Any:
    from hmer_kit.data import read_predictions

    return [[r.id, r.reference, r.prediction] for r in read_predictions(path).records]


def _corpus(path: Path) -> Any:
    from hmer_kit.error_mining.corpus import files

    return [[r.id, r.reference, r.prediction, str(r.band), r.edits] for r in files.read_corpus(path).records]


def _candidates(path: Path) -> Any:
    from hmer_kit.error_mining.corpus import files

    return [[c.id, c.reference, c.prediction] for c in files.read_candidates(path)]


def _bank(path: Path) -> Any:
    from hmer_kit.ink import SymbolBank

    bank = SymbolBank.load(path)
    return [sorted(bank.labels), [bank.shape(n).control.round(6).tolist() for n in range(len(bank))]]


def _grammar(path: Path) -> Any:
    import numpy as np

    from hmer_kit.ink import CorpusGrammar

    grammar = CorpusGrammar.load(path)
    return [
        grammar.expressions,
        sorted(grammar.vocabulary()),
        len(grammar.sample(np.random.default_rng(1)).split()) > 0,
    ]


def _settings(path: Path) -> Any:
    from hmer_kit.tasks import InferenceSettings

    found = InferenceSettings.load(path)
    return [found.max_new_tokens, found.prompts and dict(found.prompts)]


def _plan(path: Path) -> Any:
    from hmer_kit.error_mining.out_of_fold import read_plan

    plan = read_plan(path)
    return [[item.id, item.reference, item.fold] for item in plan.folds.items]


def _log(path: Path) -> Any:
    from hmer_kit.report import read_training_log

    return [[p.step, p.loss, dict(p.expression_rates)] for p in read_training_log(path).records]


def _table(path: Path) -> Any:
    from hmer_kit.error_mining import ConfusionTable

    table = ConfusionTable.from_json(path.read_text(encoding="utf-8"))
    return [[pair.reference, pair.prediction, count] for pair, count in table.most_common(100)]


def _tree(path: Path) -> Any:
    from hmer_kit import tree_cot

    return [tree_cot.loads(path.read_text(encoding="utf-8"), format="json")]


def _mixture(path: Path) -> Any:
    from hmer_kit.data import read_mixture

    found = read_mixture(path)
    return [found.seed, [[source.name, source.path] for source in found.sources]]


def _new_table(folder: Path, count: int) -> Path:
    from hmer_kit.error_mining import ConfusionTable

    rows = list(drawn(count))
    table = ConfusionTable.from_pairs([r.prediction or "" for r in rows], [r.reference for r in rows])
    return put(folder, "confusions.json", table.to_json())


def _new_tree(folder: Path, count: int) -> Path:
    from hmer_kit import tree_cot

    return put(folder, "tree.json", tree_cot.dumps(latex_of(count), format="json"))


def _new_tasks(folder: Path, count: int) -> Path:
    from hmer_kit.tasks import build_task_files

    build_task_files(drawn(count), folder / "tasks", part_size=3)
    return folder / "tasks" / "tree_cot.json"


_OF = {name: (BUILDERS[name], read) for name, read in {
    "captions_in_zip": _records("read_captions"), "parquet": _records("read_parquet"), "mixture": _mixture,
    "shards": _records("read_shards"), "sharegpt": _conversations("read_sharegpt"), "settings": _settings,
    "llama_factory": _conversations("read_llama_factory", "vanilla"), "ms_swift": _conversations("read_ms_swift"),
    "trl": _conversations("read_trl"), "predictions": _predictions, "candidates": _candidates, "corpus": _corpus,
    "corpus_in_parquet": _corpus, "bank": _bank, "grammar": _grammar, "mining_plan": _plan, "training_log": _log,
    "label_graphs": _records("read_label_graphs"),
}.items()}  # fmt: skip
KINDS: dict[str, tuple[Callable[..., Path], Callable[[Path], Any]]] = {
    **_OF,
    "confusion table": (_new_table, _table),
    "tree in JSON": (_new_tree, _tree),
    "task files": (_new_tasks, _conversations("read_sharegpt")),
}
"""Each kind: what writes it into a folder, and what reads all of it from the path."""


def _tried(call: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"holds": call()}
    except Exception as error:  # noqa: BLE001 - the scenario looks at what came out
        ours = any(kind.__name__ == "HmerKitError" for kind in type(error).__mro__)
        return {"error": f"{type(error).__name__}: {error}"[:500], "ours": ours}


def main() -> None:
    """Write or read each kind, in a folder of its own."""
    what, folder, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    found: dict[str, Any] = {}
    for kind, (write, read) in KINDS.items():
        place = folder / kind.replace(" ", "_")
        if what == "write":
            place.mkdir(parents=True)
            done = _tried(lambda write=write, place=place: str(write(place, count).relative_to(place)))  # type: ignore[misc]
            if "holds" in done:
                (folder / f"{place.name}.path").write_text(done["holds"], encoding="utf-8")
            found[kind] = done
        elif (told := folder / f"{place.name}.path").is_file():
            path = place / told.read_text(encoding="utf-8")
            found[kind] = _tried(lambda read=read, path=path: read(path))  # type: ignore[misc]
    import hmer_kit

    sys.stdout.write(json.dumps({"source": hmer_kit.__file__, "found": found}))


if __name__ == "__main__":
    main()
