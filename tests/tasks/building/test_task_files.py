"""The files of the tasks: what is in them, what is named, and that nothing but the records decides their bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import building_tasks as own
from hmer_kit.data import PicturePaths, Record, Skip, conversation, read_sharegpt, write_sharegpt
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import TASKS, BuildPlan, build_examples, build_task_files

TESTS = Path(__file__).resolve().parents[2]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# What is in the files


def test_files_hold_what_the_examples_are_in_record_order(tmp_path):
    built = build_task_files(own.records(50), tmp_path / "out", part_size=7)
    examples = build_examples(own.records(50)).examples
    for name in TASKS:
        wanted = [conversation(item.prompt, item.target, images=[]) for item in examples if item.task == name]
        assert read_sharegpt(built.files[name]).records == wanted
        write_sharegpt(tmp_path / "plain.json", wanted)
        assert built.files[name].read_bytes() == (tmp_path / "plain.json").read_bytes()


@pytest.mark.parametrize("shape", ["sharegpt", "llama-factory", "ms-swift", "trl"])
def test_the_size_of_parts_changes_nothing(tmp_path, shape):
    for size in (1, 7, 1000):
        build_task_files(own.records(50), tmp_path / str(size), part_size=size, plan=BuildPlan(shape=shape))
    assert content(tmp_path / "1") == content(tmp_path / "7") == content(tmp_path / "1000")


def test_a_single_file_has_one_task_after_the_other(tmp_path):
    built = build_task_files(own.records(50), tmp_path / "all.json", part_size=7)
    parts = build_task_files(own.records(50), tmp_path / "out", part_size=7)
    one_by_one = [item for name in TASKS for item in read_sharegpt(parts.files[name]).records]
    assert read_sharegpt(tmp_path / "all.json").records == one_by_one
    write_sharegpt(tmp_path / "plain.json", one_by_one)
    assert (tmp_path / "all.json").read_bytes() == (tmp_path / "plain.json").read_bytes()
    assert set(built.files.values()) == {tmp_path / "all.json"}
    assert sorted(os.listdir(tmp_path)) == ["all.json", "all.skipped.jsonl", "out", "plain.json"]


def test_a_single_file_of_lines_has_no_blank_ones(tmp_path):
    build_task_files(own.records(50), tmp_path / "all.jsonl", part_size=7, plan=BuildPlan(shape="ms-swift"))
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert all(json.loads(line)["messages"] for line in lines)


def test_what_is_left_out_is_counted_named_and_in_its_place(tmp_path):
    records = [Record("a", "x", prediction="y"), Skip("line 2", "blank line"), Record("b", "x ^ {"), Record("c", " ")]
    built = build_task_files(
        records, tmp_path / "out", part_size=2, plan=BuildPlan(tasks=["tree_cot", "error_detection"])
    )
    assert built.items == 4
    assert built.examples == {"tree_cot": 1, "error_detection": 1}
    assert built.unused == {("error_detection", "no prediction"): 1}
    assert built.bad == {
        ("", "blank line"): 1,
        ("tree_cot", "unclosed group"): 1,
        ("tree_cot", "empty reference"): 1,
        ("error_detection", "empty reference"): 1,
    }
    assert [str(skip) for skip in built.skips()] == [
        "line 2: blank line",
        "record 'b', task tree_cot: unclosed group",
        "record 'c', task tree_cot: empty reference",
        "record 'c', task error_detection: empty reference",
    ]
    assert built.summary() == (
        "4 records, 2 examples (1 tree_cot, 1 error_detection), "
        "4 left out (2 × empty reference, 1 × blank line, 1 × unclosed group)"
    )


def test_nothing_is_left_of_an_earlier_build_that_this_one_has_nothing_for(tmp_path):
    build_task_files(own.records(30), tmp_path / "out")
    assert {"skipped.jsonl", "error_detection.json"} <= set(os.listdir(tmp_path / "out"))
    built = build_task_files([Record("a", "x")], tmp_path / "out")
    assert built.skipped is None
    assert sorted(os.listdir(tmp_path / "out")) == ["symbol_counting.json", "tree_cot.json", "vanilla.json"]


def test_where_nothing_comes_of_it_nothing_is_written(tmp_path):
    for records in ([], [Record("a", " ")]):
        with pytest.raises(DataError, match="nothing was written"):
            build_task_files(records, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_files_appear_at_the_end(tmp_path):
    seen: list[list[str]] = []

    def watched():
        for record in own.records(30):
            seen.append(sorted(path.name for path in tmp_path.iterdir()))
            yield record

    build_task_files(watched(), tmp_path / "out", part_size=5)
    assert seen[-1] == [".out.building"]
    assert os.listdir(tmp_path) == ["out"]


# Bad records


def test_hostile_records_are_named_and_the_others_built(tmp_path):
    flat, nested = "x + " * 50_000 + "y", "{ " * 50_000 + "x" + " }" * 50_000
    records = [
        Record("flat", flat, prediction=flat + " z"),
        Record("nested", nested),
        Record("long prediction", "x", prediction=flat),
        Record("NUL \0", "x \0 + 1", prediction="\0"),
        Record("half \ud800", "x"),
        Record("half", "x \udc00", prediction="x"),
        Record("tag", "<image> x"),
        Record("good", "x + 1", prediction="x + 2"),
    ]
    built = build_task_files(records, tmp_path / "out", part_size=3)
    named = {skip.where.partition(",")[0] for skip in built.skips()}
    assert named == {f"record {name!r}" for name in ("flat", "nested", "long prediction", "half", "tag")}
    assert built.bad["", "too long"] == 3
    assert all(not read_sharegpt(path).skipped for path in built.files.values())
    assert read_sharegpt(built.files["vanilla"]).records[0].messages[1].value == "x \0 + 1"


def test_a_hundred_thousand_tokens_are_built_where_they_are_meant_to_be(tmp_path):
    flat = "x + " * 50_000 + "y"
    plan = BuildPlan(max_characters=10**6)
    built = build_task_files([Record("flat", flat, prediction=flat + " z")], tmp_path / "out", plan=plan)
    assert built.examples == dict.fromkeys(TASKS, 1)


def test_a_tree_that_no_reader_takes_is_left_out(tmp_path):
    deep = "x" + " ^ { x" * 6000 + " }" * 6000
    plan = BuildPlan(tasks=["vanilla", "tree_cot"], max_characters=10**6)
    built = build_task_files([Record("deep", deep)], tmp_path / "out", plan=plan)
    assert built.examples == {"vanilla": 1, "tree_cot": 0}
    [skip] = built.skips()
    assert skip.where == "record 'deep', task tree_cot"
    assert "at most 16777216 bytes" in skip.reason


def test_a_record_that_a_task_trips_over_is_named(tmp_path):
    built = build_task_files(own.records(9), tmp_path / "out", plan=BuildPlan(tasks=[own.Failing(at="r4"), "vanilla"]))
    assert built.examples == {"own": 8, "vanilla": 9}
    assert built.bad == {("own", "crash: TypeError"): 1}
    assert [str(skip) for skip in built.skips()] == ["record 'r4', task own: crash: TypeError: no such thing"]


def test_pictures_are_decoded_once_or_trusted(tmp_path):
    class Broken:
        name = "a.png"

        def load(self):
            raise DataError("the picture a.png is broken", code="broken_picture")

    class Odd:
        name = "b.png"

        def load(self):
            raise ZeroDivisionError

    records = [Record("a", "x", image=Broken()), Record("b", "x", image=Odd()), Record("c", "x")]
    checked = build_task_files(records, tmp_path / "checked", plan=BuildPlan(tasks=["vanilla"]))
    assert checked.bad == {("", "broken picture"): 1, ("", "crash: ZeroDivisionError"): 1}
    trusted = build_task_files(records, tmp_path / "trusted", plan=BuildPlan(tasks=["vanilla"], decoding="trust"))
    assert [item.images for item in read_sharegpt(trusted.files["vanilla"]).records] == [("a.png",), ("b.png",), ()]


@pytest.mark.parametrize(
    ("records", "options", "message"),
    [
        ("abc", {}, "expected records one by one, got str"),
        (7, {}, "expected records one by one, got int"),
        ([Record("a", "x"), "b"], {}, "expected a Record as item 1"),
        ([], {"part_size": 0}, "expected part_size"),
        ([], {"workers": True}, "expected workers"),
        ([], {"engine": "spark"}, "expected an engine, one of process, datasets, ray"),
        ([], {"unfinished": "ask"}, "expected unfinished"),
    ],
)
def test_wrong_arguments_are_said_and_leave_nothing(tmp_path, records, options, message):
    with pytest.raises(InputError, match=message):
        build_task_files(records, tmp_path / "out", **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tasks": []}, "one task or more"),
        ({"tasks": ["vanilla", "vanilla"]}, "each once"),
        ({"tasks": "vanilla"}, "expected a list of tasks"),
        ({"shape": "sharegtp"}, "did you mean 'sharegpt'"),
        ({"pictures": "copied"}, "expected PicturePaths"),
        ({"decoding": True}, "expected decoding"),
        ({"max_characters": 0}, "expected max_characters"),
    ],
)
def test_a_plan_knows_what_it_may_hold(options, message):
    with pytest.raises(InputError, match=message):
        BuildPlan(**options)


def test_memory_does_not_grow_with_the_number_of_records(tmp_path):
    script = (
        f"import sys, resource\nsys.path.insert(0, {str(TESTS)!r})\nimport building_tasks as own\n"
        "from hmer_kit.tasks import BuildPlan, build_task_files\nnumber = int(sys.argv[1])\n"
        f"build_task_files(own.records(number), {str(tmp_path)!r} + f'/{{number}}', part_size=200,\n"
        "    plan=BuildPlan(tasks=['vanilla', 'tree_cot']))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def peak(number: int) -> int:
        run = [sys.executable, "-c", script, str(number)]
        return int(subprocess.run(run, capture_output=True, text=True, check=True, timeout=300).stdout)

    few, many = peak(1000), peak(20_000)  # kibibytes
    assert many < few + 4000


def test_copies_of_pictures_go_to_a_folder_of_each_part(tmp_path):
    from io import BytesIO

    from PIL import Image

    from hmer_kit.data import BytesImage

    def picture(name: str, grey: int) -> BytesImage:
        stored = BytesIO()
        Image.new("L", (8, 8), grey).save(stored, "PNG")
        return BytesImage(name, stored.getvalue())

    records = [Record(str(at), "x", image=picture("same.png", 10 * at)) for at in range(3)]
    plan = BuildPlan(tasks=["vanilla"], pictures=PicturePaths("copied", root=tmp_path / "images", prefix="images"))
    built = build_task_files(records, tmp_path / "all.json", plan=plan, part_size=2)
    assert built.bad == {("", "picture differs"): 1}
    paths = [item.images[0] for item in read_sharegpt(tmp_path / "all.json").records]
    assert paths == ["images/00000/same.png", "images/00001/same.png"]
    assert [Image.open(tmp_path / path).getpixel((0, 0)) for path in paths] == [0, 20]
