"""A small, valid data set of each kind that the library reads: what scenarios make hostile, odd, or take away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stress.material.records import RECORDS, conversations, drawn, ids, latex_of, picture, put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["BUILDERS"]


def _lines(count: int, *, parted: str = "\t", suffix: str = "") -> str:
    return "".join(f"{name}{suffix}{parted}{latex_of(number)}\n" for number, name in enumerate(ids(count)))


def _pictures(folder: Path, count: int, *, name: str = "{}.png") -> None:
    for number, each in enumerate(ids(count)):
        put(folder, name.format(each, number=number), picture(number))


def captions(folder: Path, count: int = RECORDS) -> Path:
    put(folder, "captions.tsv", _lines(count))
    _pictures(folder, count, name="images/{}.png")
    return folder


def captions_in_zip(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_captions

    write_captions(folder / "set", drawn(count), pictures="zip")
    return folder / "set"


def references(folder: Path, count: int = RECORDS) -> Path:
    return put(folder, "test.txt", _lines(count))


def formulas(folder: Path, count: int = RECORDS) -> Path:
    return put(folder, "formulas.txt", "".join(f"{latex_of(number)}\n" for number in range(count)))


def hme100k(folder: Path, count: int = RECORDS) -> Path:
    lines = "".join(f"train_{number}.jpg\t{latex_of(number)}\n" for number in range(count))
    put(folder, "train_labels.txt", lines)
    _pictures(folder, count, name="train_images/train_{number}.jpg")
    return folder


def im2latex(folder: Path, count: int = RECORDS) -> Path:
    put(folder, "im2latex_formulas.lst", "".join(f"{latex_of(number)}\n" for number in range(count)))
    put(folder, "im2latex_train.lst", "".join(f"{n} {name} basic\n" for n, name in enumerate(ids(count))))
    _pictures(folder, count, name="formula_images/{}.png")
    return folder


def image_folder(folder: Path, count: int = RECORDS) -> Path:
    rows = [{"file_name": f"{name}.png", "text": latex_of(number)} for number, name in enumerate(ids(count))]
    put(folder, "metadata.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
    _pictures(folder, count)
    return folder


def image_table(folder: Path, count: int = RECORDS) -> Path:
    rows = "".join(f'{name}.png,"{latex_of(number)}"\n' for number, name in enumerate(ids(count)))
    put(folder, "labels.csv", f"file_name,text\n{rows}")
    _pictures(folder, count)
    return folder


def inkml_text(number: int, *, label: str = "truth") -> str:
    return (
        f'<ink xmlns="http://www.w3.org/2003/InkML"><annotation type="{label}">${latex_of(number)}$</annotation>'
        '<annotation type="writer">w1</annotation>\n<trace id="0">1 2, 3 4, 5 9</trace>\n<trace id="1">7 2, 8 4</trace>'
        '<traceGroup><traceGroup><annotation type="truth">x</annotation><traceView traceDataRef="0"/></traceGroup>'
        "</traceGroup></ink>\n"
    )


def inkml(folder: Path, count: int = RECORDS) -> Path:
    for number, name in enumerate(ids(count)):
        put(folder, f"train/{name}.inkml", inkml_text(number))
    return folder


def one_inkml(folder: Path, count: int = 1) -> Path:
    return put(folder, "a.inkml", inkml_text(count))


def mathwriting(folder: Path, count: int = RECORDS) -> Path:
    for number in range(count):
        put(folder, f"train/{number:016x}.inkml", inkml_text(number, label="normalizedLabel"))
    return folder


def mathwriting_symbols(folder: Path, count: int = RECORDS) -> Path:
    mathwriting(folder, count)
    rows = [{"sourceSampleId": f"{n:016x}", "strokeIndices": [0], "label": "x"} for n in range(count)]
    put(folder, "symbols.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def label_graphs(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import Record, write_label_graphs

    write_label_graphs((Record(name, latex_of(n)) for n, name in enumerate(ids(count))), folder / "graphs")
    return folder / "graphs"


def one_label_graph(folder: Path, count: int = 1) -> Path:
    return next(label_graphs(folder, count).glob("*.lg"))


def parquet(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_parquet

    write_parquet(folder / "train.parquet", drawn(count))
    return folder / "train.parquet"


def shards(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_shards

    write_shards(folder / "shards", drawn(count), shard_records=4)
    return folder / "shards"


def datasets(folder: Path, count: int = RECORDS) -> Path:
    from datasets import Dataset

    rows = {"id": ids(count), "latex": [latex_of(n) for n in range(count)]}
    Dataset.from_dict(rows).save_to_disk(str(folder / "saved"))
    return folder / "saved"


def sharegpt(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_sharegpt

    write_sharegpt(folder / "vanilla.json", conversations(count))
    _pictures(folder, count, name="images/{}.png")
    return folder / "vanilla.json"


def llama_factory(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_dataset_info

    sharegpt(folder, count)
    write_dataset_info(folder, {"vanilla": "vanilla.json"})
    return folder


def ms_swift(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_ms_swift

    write_ms_swift(folder / "train.jsonl", conversations(count))
    return folder / "train.jsonl"


def trl(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_trl

    write_trl(folder / "train.jsonl", conversations(count))
    _pictures(folder, count, name="images/{}.png")
    return folder / "train.jsonl"


def predictions(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.data import write_predictions

    write_predictions(folder / "pred.json", drawn(count))
    return folder / "pred.json"


def prediction_lines(folder: Path, count: int = RECORDS) -> Path:
    rows = [{"img_id": r.id, "gt": r.reference, "pred": r.prediction} for r in drawn(count)]
    return put(folder, "pred.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))


def mixture(folder: Path, count: int = RECORDS) -> Path:
    captions(folder / "a", count)
    return put(folder, "mixture.json", json.dumps({"sources": [{"name": "a", "path": "a"}], "seed": 1}))


def dictionary(folder: Path, count: int = RECORDS) -> Path:
    return put(folder, "dictionary.txt", "".join(f"\\a{chr(97 + n % 26)}{'x' * (n // 26)}\n" for n in range(count)))


def training_log(folder: Path, count: int = RECORDS) -> Path:
    rows = "".join(f"0,{number},{2.5 / (number + 1)},0.{number}\n" for number in range(count))
    return put(folder, "metrics.csv", f"epoch,step,train_loss,val_ExpRate/vanilla\n{rows}")


def bank(folder: Path, count: int = 2) -> Path:
    from hmer_kit.ink import SymbolBank, Writer, render, to_document

    made = (render("x + 2", writer=Writer.from_seed(100 + person), seed=person) for person in range(count))
    documents = (to_document(ink, name=str(n), truth="x + 2", writer=str(n)) for n, ink in enumerate(made))
    SymbolBank.cut(documents).save(folder / "bank.npz")
    return folder / "bank.npz"


def grammar(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.ink import CorpusGrammar

    CorpusGrammar.fit([latex_of(number) for number in range(count)]).save(folder / "grammar.json")
    return folder / "grammar.json"


def settings(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.tasks import InferenceSettings

    (folder / "model").mkdir(exist_ok=True)
    InferenceSettings(max_new_tokens=count).save(folder / "model")
    return folder / "model"


def candidates(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.error_mining.corpus import Candidate
    from hmer_kit.error_mining.corpus.files import write_candidates

    rows = (Candidate(r.id, r.reference, r.prediction or "") for r in drawn(count))
    write_candidates(folder / "candidates.jsonl", rows)
    return folder / "candidates.jsonl"


def corpus(folder: Path, count: int = RECORDS, *, name: str = "corpus.jsonl") -> Path:
    from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus
    from hmer_kit.error_mining.corpus.files import write_corpus

    rows = (Candidate(r.id, r.reference, r.prediction or "") for r in drawn(count))
    write_corpus(folder / name, ErrorCorpus.from_candidates(rows))
    return folder / name


def corpus_in_parquet(folder: Path, count: int = RECORDS) -> Path:
    return corpus(folder, count, name="corpus.parquet")


def mining_plan(folder: Path, count: int = RECORDS) -> Path:
    from hmer_kit.error_mining.out_of_fold import FoldPlan, MiningPlan, PlannedItem, write_plan

    items = tuple(PlannedItem(name, latex_of(n), fold=n % 2) for n, name in enumerate(ids(count)))
    write_plan(folder / "mining", MiningPlan(FoldPlan(items, n_folds=2, seed=0), samples=1))
    return folder / "mining"


BUILDERS: dict[str, Callable[..., Path]] = {
    builder.__name__: builder
    for builder in (
        captions, captions_in_zip, references, formulas, hme100k, im2latex, image_folder, image_table, inkml, one_inkml,
        mathwriting, mathwriting_symbols, label_graphs, one_label_graph, parquet, shards, datasets, sharegpt,
        llama_factory, ms_swift, trl, predictions, prediction_lines, mixture, dictionary, training_log, bank, grammar,
        settings, candidates, corpus, corpus_in_parquet, mining_plan,
    )
}  # fmt: skip
"""Each kind of sample by its name: ``builder(folder, count)`` returns the path to read."""
