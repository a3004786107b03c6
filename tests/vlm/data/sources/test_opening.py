"""Paths and descriptions become the records and examples that they hold."""

from __future__ import annotations

import json
import pickle
import zipfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hmer_kit.cli import main
from hmer_kit.data import (
    FileImage,
    FileInk,
    PackedInk,
    Record,
    ZipImage,
    ZipInk,
    conversation,
    read_captions,
    with_pictures,
    write_parquet,
    write_predictions,
    write_sharegpt,
)
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink import STYLES, InkLimits
from hmer_kit.tasks import TASKS, build_examples
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.data import ExampleTable, JoinedItems, PackedItems, TaskFile, open_source, text_length

if TYPE_CHECKING:
    from pathlib import Path

INK = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 30 40</trace></ink>"
LATEX = {"a": "x + 1", "b": r"\frac { a } { b }", "c": "x ^ { 2 }"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "images").mkdir(parents=True)
    for number, name in enumerate(LATEX):
        Image.new("L", (20 + number, 10)).save(folder / "images" / f"{name}.png")
    lines = [f"{name}\t{latex}\n" for name, latex in LATEX.items()]
    (folder / "captions.tsv").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def predictions(tmp_path: Path) -> Path:
    file = tmp_path / "predictions.json"
    write_predictions(file, [Record(name, latex, prediction="x + a") for name, latex in LATEX.items()])
    return file


def test_what_build_tasks_wrote_is_read_back_as_the_examples_it_was_made_of(corpus, predictions, tmp_path) -> None:
    arguments = ["build-tasks", str(corpus), "--predictions", str(predictions)]
    assert main([*arguments, "--output", str(tmp_path / "all.json")]) == 0
    assert main([*arguments, "--output", str(tmp_path / "tasks")]) == 0
    opened = open_source({"path": corpus, "predictions": predictions})
    built = build_examples(list(opened.items)).examples
    for source in (tmp_path / "all.json", tmp_path / "tasks"):
        read = list(open_source(source, images=corpus / "images").items)
        assert {example.task for example in read} == set(TASKS)
        for task in TASKS:
            wanted = [example for example in built if example.task == task]
            found = [example for example in read if example.task == task]
            assert [(e.prompt, e.target, e.expected, e.record.id, e.record.image) for e in found] == [
                (e.prompt, e.target, e.expected, e.record.id, e.record.image) for e in wanted
            ]
            if task != "error_detection":
                assert [e.record.reference for e in found] == [e.record.reference for e in wanted]


def test_pictures_are_looked_for_beside_the_file(corpus) -> None:
    rows = [conversation("Read it.", latex, images=[f"{name}.png"]) for name, latex in LATEX.items()]
    write_sharegpt(corpus / "vanilla.json", rows)
    assert TaskFile(corpus / "vanilla.json").images == corpus / "images"
    with zipfile.ZipFile(corpus / "images.zip", "w") as archive:
        archive.write(corpus / "images" / "a.png", "inside/a.png")
    write_sharegpt(corpus / "tree_cot.json", [conversation("Read it.", "x", images=["inside/a.png"])])
    assert TaskFile(corpus / "tree_cot.json").images == corpus / "images.zip"
    write_sharegpt(corpus / "other.json", [conversation("Read it.", "x", images=["nowhere.png"])])
    with pytest.raises(DataError, match=r"expected the picture 'nowhere.png' .* give images="):
        TaskFile(corpus / "other.json")


def test_rows_that_are_no_examples_are_named_and_the_rest_is_kept(corpus) -> None:
    good = conversation("Read it.", "x", images=["a.png"])
    rows = [
        good,
        conversation("Read it.", "x", images=["a.png", "b.png"]),
        conversation("Read it.", "x", images=["../secret.png"]),
    ]
    write_sharegpt(corpus / "vanilla.json", rows)
    data = TaskDataModule(corpus / "vanilla.json", collator=None, tasks="natural")
    assert [example.target for example in data.train_examples] == ["x"]
    assert len(data.skipped) == 2
    assert "record 2: expected one picture" in data.skipped[0].reason
    assert "below its root" in data.skipped[1].reason
    write_sharegpt(corpus / "mixed.json", [good])
    with pytest.raises(DataError, match="a prompt of one of"):
        TaskFile(corpus / "mixed.json")[0]
    assert TaskFile(corpus / "mixed.json", task="tree_cot").task == "tree_cot"


def test_captions_are_read_from_a_folder_a_file_and_an_archive(corpus, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "corpus.zip", "w") as archive:
        archive.write(corpus / "captions.tsv", "captions.tsv")
        for name in LATEX:
            archive.write(corpus / "images" / f"{name}.png", f"images/{name}.png")
    sources = (corpus, corpus / "captions.tsv", tmp_path / "corpus.zip")
    found = [
        [(record.id, record.reference, record.image.size()) for record in open_source(source).items]
        for source in sources
    ]
    assert found[0] == found[1] == found[2]
    assert {row[0]: row[1] for row in found[0]} == LATEX


def test_what_is_skipped_in_an_archive_is_named_by_the_archive(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "corpus.zip", "w") as archive:
        archive.writestr("captions.tsv", "a\tx\n")
    opened = open_source(tmp_path / "corpus.zip")
    assert [skip.where for skip in opened.skipped] == [f"{tmp_path / 'corpus.zip'}:captions.tsv line 1 (id 'a')"]


def test_captions_without_pictures_and_paths_to_nothing_are_refused(corpus, tmp_path) -> None:
    (tmp_path / "bare.tsv").write_text("a\tx\n")
    with pytest.raises(DataError, match="expected pictures beside the captions"):
        open_source(tmp_path / "bare.tsv")
    with pytest.raises(InputError, match="found nothing at"):
        open_source(tmp_path / "nothing")
    with pytest.raises(InputError, match=r"keys .*, got \['path', 'pictures'\]"):
        open_source({"path": corpus, "pictures": "images"})
    with pytest.raises(InputError, match="a path, a description or a list"):
        open_source(7)


def test_a_module_is_built_from_plain_values(corpus, predictions) -> None:
    data = TaskDataModule(
        [{"path": str(corpus), "predictions": str(predictions)}, str(corpus)],
        str(corpus),
        collator=None,
        tasks={"vanilla": 1, "error_correction": 1},
        batch_size=2,
    )
    batches = [example for batch in data.train_dataloader() for example in batch.examples]
    assert {example.task for example in batches} == {"vanilla", "error_correction"}
    assert sum(len(pool) for pool in data.train_examples.pools().values()) == 6 + 3
    assert [example.record.id for example in data.val_examples] == list(LATEX)


def test_natural_proportions_take_every_example_once(corpus, predictions) -> None:
    data = TaskDataModule({"path": corpus, "predictions": predictions}, collator=None, tasks="natural", batch_size=4)
    taken = [(example.task, example.record.id) for batch in data.train_dataloader() for example in batch.examples]
    assert sorted(taken) == sorted((example.task, example.record.id) for example in data.train_examples)
    assert len(taken) == len(set(taken)) == 15


def test_packed_items_come_back_equal(corpus, tmp_path) -> None:
    records = [
        Record("a", "x", image=FileImage(corpus, "images/a.png"), prediction="", writer="é\ud800", source="s"),
        Record("b", "\\frac", image=ZipImage(tmp_path / "a.zip", "b.png", max_pixels=9)),
        Record("c", "", image=None),
    ]
    examples = build_examples(records[:1], include_error_free=True).examples
    items = [*records, *examples]
    packed = PackedItems(items)
    assert list(packed) == items
    assert packed[-1] == items[-1]
    assert packed[1:3] == items[1:3]
    assert list(pickle.loads(pickle.dumps(packed))) == items  # noqa: S301
    with pytest.raises(InputError, match="Record or TaskExample"):
        packed.append("x")


def test_packed_records_keep_their_split_and_their_ink(tmp_path) -> None:
    limits = InkLimits(max_points=9)
    inks = [
        FileInk(tmp_path, "a.inkml", ("label",)),
        ZipInk(tmp_path / "a.zip", "b.inkml", limits=limits),
        PackedInk.of(INK.encode(), name="c.inkml"),
    ]
    records = [Record(f"{number}", "x", split="train", ink=ink) for number, ink in enumerate(inks)]
    drawn = with_pictures(records, style="crohme_2019")
    both = [Record("d", "x", image=FileImage(tmp_path, "d.png"), split="test", ink=inks[0])]
    items = [*records, *drawn, *both, *build_examples(drawn[:1], tasks=["vanilla"]).examples]
    packed = PackedItems(items)
    assert list(packed) == items
    assert list(pickle.loads(pickle.dumps(packed))) == items  # noqa: S301
    assert packed[3].image.style == STYLES["crohme_2019"]


def test_ink_in_files_and_what_is_drawn_of_it_take_bytes_and_not_objects(tmp_path) -> None:
    records = [Record(f"{n}", "x", split="train", ink=FileInk(tmp_path, f"{n}.inkml")) for n in range(1000)]
    assert len(pickle.dumps(PackedItems(with_pictures(records)))) < 1000 * 100


def test_a_table_makes_the_examples_that_building_all_at_once_gives(examples, records) -> None:
    table = ExampleTable(records, tasks=list(TASKS), length=text_length)
    assert list(table) == examples
    assert list(ExampleTable(examples, tasks=[], length=text_length)) == examples
    joined = JoinedItems([records[:3], [], records[3:]])
    assert list(ExampleTable(joined, tasks=list(TASKS), length=text_length)) == examples
    assert table.lengths.tolist() == [text_length(example) for example in examples]
    assert {name: [examples[index].task for index in pool] for name, pool in table.pools().items()} == {
        name: [name] * len(pool) for name, pool in table.pools().items()
    }
    table.drop([0, 3])
    assert list(table) == [example for index, example in enumerate(examples) if index not in {0, 3}]


def test_a_large_file_is_read_row_by_row(corpus) -> None:
    rows = [conversation("Read it.", f"x _ {{ {n} }}", images=["a.png"]) for n in range(500)]
    write_sharegpt(corpus / "vanilla.json", rows, indent=None)
    text = (corpus / "vanilla.json").read_text(encoding="utf-8")
    (corpus / "vanilla.jsonl").write_text("\n".join(map(json.dumps, json.loads(text))), encoding="utf-8")
    for file in (corpus / "vanilla.json", corpus / "vanilla.jsonl"):
        examples = TaskFile(file)
        assert [example.target for example in examples] == [f"x _ {{ {n} }}" for n in range(500)]
        assert len(pickle.dumps(examples)) < 500 * 20


def test_ink_is_drawn_in_the_style_of_the_description(tmp_path) -> None:
    (tmp_path / "a.inkml").write_text(INK, encoding="utf-8")
    published, smooth = open_source(tmp_path), open_source({"path": tmp_path, "style": "smooth"})
    assert [opened.items[0].image.style for opened in (published, smooth)] == [STYLES["crohme_2014"], STYLES["smooth"]]
    data = TaskDataModule(tmp_path, collator=None, tasks={"vanilla": 1}, batch_size=1)
    [batch] = data.train_dataloader()
    assert batch.examples[0].record.image.load().mode == "L"


def test_a_table_of_pictures_beside_them_and_other_json_are_no_task_files(corpus, tmp_path) -> None:
    rows = [{"file_name": f"{name}.png", "text": latex} for name, latex in LATEX.items()]
    table = corpus / "images" / "metadata.jsonl"
    table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for path in (table, table.parent):
        assert {record.id: record.reference for record in open_source(path).items} == LATEX
    write_predictions(tmp_path / "p.json", [Record("a", "x", prediction="y")])
    with pytest.raises(DataError, match="read as predictions"):
        open_source(tmp_path / "p.json")


def test_columns_of_a_table_that_have_other_names_are_guessed_and_said(corpus, tmp_path) -> None:
    from datasets import Dataset
    from datasets import Image as Picture

    rows = {"formula": list(LATEX.values()), "image": [str(corpus / "images" / f"{name}.png") for name in LATEX]}
    Dataset.from_dict(rows).cast_column("image", Picture()).save_to_disk(tmp_path / "saved")
    opened = open_source(tmp_path / "saved")
    assert [record.reference for record in opened.items] == list(LATEX.values())
    assert [skip.reason for skip in opened.skipped] == ["columns guessed: reference = 'formula', image = 'image'"]
    Dataset.from_dict({"formula": list(LATEX.values())}).save_to_disk(tmp_path / "texts")
    with pytest.raises(DataError, match="expected a column of pictures"):
        open_source(tmp_path / "texts")


def test_predictions_are_joined_to_tables_too(corpus, predictions, tmp_path) -> None:
    write_parquet(tmp_path / "a.parquet", read_captions(corpus).records)
    opened = open_source({"path": tmp_path / "a.parquet", "predictions": predictions})
    assert [record.prediction for record in opened.items] == ["x + a"] * 3


def test_a_format_is_said_and_formats_are_named(corpus, tmp_path) -> None:
    (corpus / "captions.tsv").rename(corpus / "list.txt")
    opened = open_source({"path": corpus / "list.txt", "format": "captions"})
    assert [record.id for record in opened.items] == list(LATEX)
    with pytest.raises(DataError, match="Known formats: captions, hme100k"):
        open_source(corpus)
    with pytest.raises(InputError, match="one of captions, hme100k"):
        open_source({"path": corpus, "format": "excel"})


@pytest.mark.real_data
def test_the_ink_of_a_competition_is_a_source(real_data) -> None:
    opened = open_source(real_data / "inkml/crohme_test2014.tar.xz")
    assert (len(opened.items), opened.skipped) == (986, [])
    assert opened.items[985].image.load().size == opened.items[985].image.size()
