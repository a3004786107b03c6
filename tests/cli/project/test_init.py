"""A new project: what is written, what is never touched, and that it runs as it stands."""

from __future__ import annotations

import json
import logging
import runpy
import sys

import pytest
import torch
import yaml

from hmer_kit.cli import main
from hmer_kit.cli._config.merging import parse_with_config
from hmer_kit.cli.app import command_parser
from hmer_kit.cli.project.init.files import FAMILIES
from hmer_kit.vlm.families.adapters import FamilyAdapter
from hmer_kit.vlm.families.table import find_adapter

FILES = ["recipe.yaml", "train.py", "predict.yaml", "score.yaml", "README.md", "data/README.md", ".gitignore"]


def texts(folder):
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def test_the_files_are_written_and_named(tmp_path, capsys):
    assert main(["init", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr().out
    assert all(f"wrote {tmp_path / 'mine' / name}" in said for name in FILES)
    found = sorted(
        str(path.relative_to(tmp_path / "mine")) for path in (tmp_path / "mine").rglob("*") if path.is_file()
    )
    assert found == sorted(FILES)
    assert not any("@" in text for text in texts(tmp_path / "mine").values())


def test_the_same_words_write_the_same_files(tmp_path):
    for name in ("first", "second"):
        assert main(["init", str(tmp_path / name), "--family", "smolvlm"]) == 0
    assert texts(tmp_path / "first") == texts(tmp_path / "second")


@pytest.mark.parametrize("name", ["train.py", "data/README.md", ".gitignore"])
def test_what_exists_is_named_and_nothing_is_written(tmp_path, capsys, name):
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert str(tmp_path / name) in capsys.readouterr().err
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    (tmp_path / "train.py").symlink_to(tmp_path / "elsewhere")
    assert main(["init", str(tmp_path)]) == 2
    assert not (tmp_path / "elsewhere").exists()


def test_the_script_is_short():
    folder = __import__("hmer_kit.cli.project.init", fromlist=["x"]).__path__[0]
    with open(f"{folder}/template/train.py.txt", encoding="utf-8") as file:
        assert len(file.readlines()) <= 40


def test_parts_of_the_data_are_found(folder, tmp_path, capsys):
    assert main(["init", str(tmp_path / "mine"), "--data", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["train"], found["val"]) == (str(folder / "train"), str(folder / "test2014"))
    recipe = yaml.safe_load((tmp_path / "mine" / "recipe.yaml").read_text(encoding="utf-8"))
    assert recipe["data"]["init_args"]["val"] == str(folder / "test2014")


def test_data_without_parts_is_trained_on_and_that_is_said(folder, tmp_path, capsys):
    assert main(["init", str(tmp_path / "mine"), "--data", str(folder / "train")]) == 0
    assert "all of it is trained on" in capsys.readouterr().err
    recipe = yaml.safe_load((tmp_path / "mine" / "recipe.yaml").read_text(encoding="utf-8"))
    assert (recipe["data"]["init_args"]["train"], recipe["data"]["init_args"]["val"]) == (str(folder / "train"), None)


def test_data_that_is_not_there_is_an_error_before_anything_is_written(tmp_path, capsys):
    assert main(["init", str(tmp_path / "mine"), "--data", str(tmp_path / "none")]) == 2
    assert "found nothing at" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_names_with_quotes_and_colons_stay_what_they_are(tmp_path):
    hostile = "a: 'b' \"c\" @TRAIN@ \\ # \u00e9\n- x"
    assert main(["init", str(tmp_path / "mine"), "--model", hostile]) == 0
    recipe = yaml.safe_load((tmp_path / "mine" / "recipe.yaml").read_text(encoding="utf-8"))
    assert recipe["model"]["init_args"]["name"] == hostile
    assert runpy.run_path(str(tmp_path / "mine" / "train.py"))["MODEL"] == hostile


@pytest.mark.parametrize("command", ["predict", "score"])
def test_the_files_of_options_are_read_by_their_commands(tmp_path, command):
    assert main(["init", str(tmp_path)]) == 0
    args = parse_with_config(command_parser(command), ["--config", str(tmp_path / f"{command}.yaml")])
    assert "predictions.jsonl" in (args.output if command == "predict" else args.files)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_need_no_adapter_of_their_own(family):
    from types import SimpleNamespace

    assert find_adapter(SimpleNamespace(model_type=family), None) == FamilyAdapter()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    from vlm.families.builders import qwen2_5_vl

    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("tiny")
    model, processor = qwen2_5_vl.FAMILY.build(qwen2_5_vl.FAMILY.tokenizer())
    model.save_pretrained(place)
    processor.save_pretrained(place)
    return place


@pytest.fixture
def project(tiny, folder, tmp_path):
    assert main(["init", str(tmp_path / "mine"), "--model", str(tiny), "--data", str(folder)]) == 0
    return tmp_path / "mine"


@pytest.fixture
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


lightnings_own = pytest.mark.filterwarnings(
    "ignore:.*LeafSpec:FutureWarning",
    "ignore:.*does not have many workers",
    "ignore:Precision bf16-mixed is not supported by the model summary",
    "ignore:.*use of fork:DeprecationWarning",
    "ignore:.*pin_memory",
)


@lightnings_own
@pytest.mark.slow
@pytest.mark.usefixtures("_one_thread")
def test_the_script_takes_a_step(project, monkeypatch, caplog):
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "argv", ["train.py", "--fast-dev-run"])
    # Lightning keeps its messages to itself where it was imported before pytest listened.
    monkeypatch.setattr(logging.getLogger("lightning.pytorch"), "propagate", True)
    runpy.run_path("train.py", run_name="__main__")
    assert "`max_steps=1` reached" in caplog.text
    assert not (project / "runs").exists()


@lightnings_own
@pytest.mark.slow
@pytest.mark.usefixtures("_one_thread")
def test_the_recipe_takes_a_step(project, monkeypatch):
    monkeypatch.chdir(project)
    options = ["--trainer.fast_dev_run=1", "--trainer.accelerator=cpu", "--data.num_workers=0"]
    assert main(["train", "fit", "--config", "recipe.yaml", *options]) == 0
