"""Recipes are parsed, and a step of each is taken with a tiny model; a killed run goes on by the same command."""

from __future__ import annotations

import copy
import functools
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import torch
import yaml
from lightning.pytorch import Trainer

from hmer_kit.cli import main
from hmer_kit.cli.models.train.command import recipe_names, recipe_path
from hmer_kit.data import PictureNormalization, PixelBudget
from hmer_kit.tasks import InferenceSettings
from vlm.families.builders import qwen2_5_vl

if TYPE_CHECKING:
    from pathlib import Path

PAPER = [name for name in recipe_names() if name.startswith("paper")]
CPU = [
    "--trainer.accelerator=cpu",
    "--trainer.devices=1",
    "--trainer.num_nodes=1",
    "--trainer.strategy=auto",
    "--trainer.precision=32-true",
]


def values(name: str) -> dict[str, Any]:
    return yaml.safe_load(recipe_path(name).read_text(encoding="utf-8"))


class _MakesFolder:
    """Pickles as a call that makes a folder."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.place),)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A folder with a tiny Qwen2.5-VL and its processor; its layers are multiples of 64, as 4 bits ask for on a CPU."""
    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("tiny")
    model, processor = qwen2_5_vl.FAMILY.build(qwen2_5_vl.FAMILY.tokenizer())
    config = copy.deepcopy(model.config)
    config.text_config.hidden_size = config.vision_config.out_hidden_size = 64
    config.text_config.head_dim = 16
    config.text_config.rope_parameters["mrope_section"] = [4, 2, 2]
    type(model)(config).save_pretrained(place)
    processor.save_pretrained(place)
    return place


@pytest.fixture
def few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that put a small data set in the place of a recipe's; the run writes where nothing else is."""
    monkeypatch.chdir(folder)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield [f"--data.train={folder / 'train'}", "--data.images=null", "--data.num_workers=0"]
    torch.set_num_threads(threads)


def test_recipes_are_listed_with_what_they_are_for(capsys) -> None:
    assert main(["train", "recipes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == recipe_names()
    assert all(len(line.split()) > 4 for line in lines)


def test_a_recipe_is_printed_to_be_changed(capsys) -> None:
    assert main(["train", "recipes", "paper_8_gpus"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["trainer"]["devices"] == 8


def test_a_job_of_nothing_is_an_error_that_says_what_to_name(capsys) -> None:
    assert main(["train", "fit"]) == 2
    assert "expected what to fit: --config FILE" in capsys.readouterr().err


def test_an_unknown_recipe_is_an_error_that_names_those_there_are(capsys) -> None:
    assert main(["train", "recipes", "paper"]) == 2
    assert "lora_1_gpu, paper_4_nodes" in capsys.readouterr().err


@pytest.mark.parametrize("name", PAPER)
def test_the_batch_of_the_papers_recipes_is_512_examples(name: str) -> None:
    recipe = values(name)
    trainer, data = recipe["trainer"], recipe["data"]["init_args"]
    processes = trainer["devices"] * trainer["num_nodes"]
    assert processes * trainer["accumulate_grad_batches"] * data["batch_size"] == 512
    if isinstance(trainer["strategy"], dict):
        assert trainer["strategy"]["init_args"] == {"data_parallel_size": processes, "tensor_parallel_size": 1}


@pytest.mark.parametrize("name", PAPER)
def test_the_papers_recipes_hold_the_released_set_up(name: str) -> None:
    recipe = values(name)
    model, data = recipe["model"]["init_args"], recipe["data"]["init_args"]
    released = {"lr": 1e-5, "warmup": 0.1, "schedule": "cosine"}
    assert {key: model[key] for key in released} == released
    assert model["settings"]["pixel_budget"] == {"max_pixels": 262144}
    assert (data["tasks"], data["max_tokens"], recipe["trainer"]["max_epochs"]) == ("natural", 2048, 1)
    assert len(data["train"]) == len(set(data["train"])) == 26
    assert "freeze" not in model


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_is_parsed(name: str, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["train", "fit", "--config", name, "--print_config"])
    assert stop.value.code == 0
    printed = yaml.safe_load(capsys.readouterr().out)
    assert printed["model"]["init_args"]["name"] == values(name)["model"]["init_args"]["name"]
    assert printed["data"]["init_args"]["batch_size"] == 4


def test_a_normalization_is_given_like_a_pixel_budget(capsys) -> None:
    given = ["--model.settings.normalization.margin=5", "--model.settings.normalization.polarity=white_on_black"]
    with pytest.raises(SystemExit) as stop:
        main(["train", "fit", "--config", "lora_1_gpu", *given, "--print_config"])
    assert stop.value.code == 0
    settings = yaml.safe_load(capsys.readouterr().out)["model"]["init_args"]["settings"]
    read = InferenceSettings.of(settings)
    assert read.normalization == PictureNormalization(margin=5, polarity="white_on_black")
    assert read.pixel_budget == PixelBudget(max_pixels=262144)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning", "ignore:.*does not have many workers")  # Lightning's own
@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_takes_a_step(name: str, few, tiny) -> None:
    options = [*few, "--data.val=null", f"--model.name={tiny}", *CPU, "--trainer.fast_dev_run=1"]
    assert main(["train", "fit", "--config", name, *options]) == 0


def command(folder: Path, tiny: Path, run: Path) -> list[str]:
    """Return the command of a run of twelve steps in two epochs, with a checkpoint after every two."""
    options = {
        "model.name": tiny,
        "model.lr": 1e-3,
        "model.settings.max_new_tokens": 4,
        "data.train": folder / "train",
        "data.val": folder / "test2014",
        "data.tasks": '{"vanilla": 1}',
        "data.batch_size": 2,
        "data.num_workers": 1,
        "trainer.max_epochs": 2,
        "trainer.default_root_dir": run,
        "trainer.logger": "false",
        "trainer.enable_checkpointing": "false",
        "trainer.enable_progress_bar": "false",
    }
    callbacks = [
        {"class_path": "hmer_kit.vlm.ResumableCheckpoints", "init_args": {"folder": str(run), "every": 2}},
        {"class_path": "hmer_kit.vlm.ExportPretrained", "init_args": {"folder": str(run / "model")}},
    ]
    words = [f"--{name}={value}" for name, value in options.items()]
    cpu = [*CPU, f"--trainer.callbacks={json.dumps(callbacks)}"]
    return [sys.executable, "-m", "hmer_kit", "train", "fit", *words, *cpu]


@pytest.mark.parametrize("job", ["fit", "validate", "test"])
def test_no_job_runs_what_a_checkpoint_holds(job: str, few, tiny, tmp_path, capsys) -> None:
    path, mark = tmp_path / "evil.ckpt", tmp_path / "mark"
    torch.save({"state_dict": {}, "callbacks": _MakesFolder(mark)}, path)
    options = [*few, f"--data.{'test' if job == 'test' else 'val'}={few[0].partition('=')[2]}", f"--model.name={tiny}"]
    assert main(["train", job, *options, *CPU, "--trainer.logger=false", f"--ckpt_path={path}"]) == 2
    assert "it was not run" in capsys.readouterr().err
    assert not mark.exists()


def test_the_options_in_a_checkpoint_are_not_taken_for_those_of_the_recipe(few, tiny, tmp_path, monkeypatch) -> None:
    (tmp_path / "evil_options.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    torch.save({"state_dict": {}, "hyper_parameters": {"_class_path": "evil_options.Module"}}, tmp_path / "evil.ckpt")
    seen: list[Any] = []
    asked = functools.wraps(Trainer.validate)(lambda _, model, **options: seen.append((model, options)))
    monkeypatch.setattr(Trainer, "validate", asked)
    options = [*few, f"--model.name={tiny}", "--model.lr=0.25", *CPU, "--trainer.logger=false"]
    assert main(["train", "validate", *options, f"--ckpt_path={tmp_path / 'evil.ckpt'}"]) == 0
    [(module, given)] = seen
    assert (module.hparams["lr"], given["weights_only"]) == (0.25, True)


@pytest.mark.slow
def test_a_killed_run_goes_on_by_the_same_command_and_ends_as_an_unbroken_one(folder, tiny, tmp_path) -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    subprocess.run(command(folder, tiny, whole), check=True, env=environment, capture_output=True, timeout=300)
    process = subprocess.Popen(command(folder, tiny, broken), env=environment, start_new_session=True)
    while not list(broken.glob("step-*.ckpt")):
        assert process.poll() is None, "the run was at its end before it could be killed"
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    again = subprocess.run(
        command(folder, tiny, broken), check=True, env=environment, capture_output=True, text=True, timeout=300
    )
    assert "going on from" in again.stderr
    attempts = (broken / "attempts.jsonl").read_text(encoding="utf-8").splitlines()
    starts = [json.loads(line)["from_step"] for line in attempts]
    assert starts[0] == 0 < starts[1] < 12
    weights = [load(run / "model") for run in (whole, broken)]
    assert weights[0].keys() == weights[1].keys()
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def load(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")
