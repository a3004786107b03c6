"""Nothing that came with a model is run: neither Python beside the weights, nor what is pickled in them."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
import torch
from safetensors.torch import load_file, save_file

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.vlm import VLMModule, load_model_and_processor, load_processor
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from pathlib import Path

EVIL_CODE = """
from pathlib import Path
Path({mark!r}).write_text("run")
from transformers import PretrainedConfig
class Evil(PretrainedConfig):
    model_type = "evil"
"""


class Payload:
    """Pickles as a call that writes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.mark),)


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    """Folder of a small model with its processor."""
    folder = tmp_path_factory.mktemp("saved")
    processor = small_processor(["x", "+"])
    small_model(processor.tokenizer, hidden_size=16, layers=1).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """An own copy, to be spoilt."""
    own = tmp_path / "model"
    own.mkdir()
    for path in saved.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    return own


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """What a payload makes when it is run."""
    return tmp_path / "mark"


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def pickle_weights(folder: Path, name: str, **more: Any) -> None:
    torch.save({**load_file(folder / "model.safetensors"), **more}, folder / name)
    (folder / "model.safetensors").unlink()


def run_evil(folder: Path, mark: Path) -> None:
    (folder / "modeling_evil.py").write_text(EVIL_CODE.format(mark=str(mark)))


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "processor_config.json"])
@pytest.mark.parametrize("load", [load_model_and_processor, load_processor, VLMModule.from_pretrained])
def test_a_folder_that_asks_for_code_of_its_own_is_refused(folder, mark, name: str, load) -> None:
    run_evil(folder, mark)
    change(folder / name, auto_map={"AutoConfig": "modeling_evil.Evil", "AutoProcessor": "modeling_evil.Evil"})
    with pytest.raises(DataError, match="trust_remote_code=True") as caught:
        load(folder)
    assert caught.value.code == "remote_code"
    assert name in str(caught.value)
    assert not mark.exists()


def test_the_code_of_these_tests_would_run_if_it_were_trusted(folder, mark, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("transformers.dynamic_module_utils.HF_MODULES_CACHE", str(tmp_path / "modules"))
    monkeypatch.setattr(sys, "path", [*sys.path])
    run_evil(folder, mark)
    change(folder / "config.json", model_type="evil", auto_map={"AutoConfig": "modeling_evil.Evil"})
    with pytest.raises((ValueError, OSError)):  # it is no model, but its code has run by then
        load_model_and_processor(folder, trust_remote_code=True)
    assert mark.exists()


def test_an_auto_map_is_found_in_any_depth_and_spelling(folder) -> None:
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text.replace("{", '{"a": [{"auto\\u005fmap": {"AutoConfig": "m.E"}}], ', 1))
    with pytest.raises(DataError, match="code of its own"):
        load_model_and_processor(folder)


@pytest.mark.parametrize("key", ["_attn_implementation_internal", "attn_implementation", "experts_implementation"])
@pytest.mark.parametrize("value", ["evil/kernel", {"encoder": "evil/kernel"}])
def test_a_kernel_of_the_hub_in_a_configuration_is_refused(folder, key: str, value) -> None:
    change(folder / "config.json", decoder={"nested": {key: value}})
    with pytest.raises(DataError, match="names of kernels") as caught:
        load_model_and_processor(folder)
    assert caught.value.code == "remote_code"


def test_the_name_of_an_implementation_in_transformers_is_none_of_a_kernel(folder) -> None:
    change(folder / "config.json", attn_implementation="eager")
    assert load_model_and_processor(folder)


def test_a_kernel_is_found_in_the_configuration_of_a_name_on_the_hub(folder, tmp_path, monkeypatch) -> None:
    change(folder / "config.json", _attn_implementation_internal="evil/kernel")
    cache = tmp_path / "hub" / "models--some--model"
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text("0" * 40)
    (cache / "snapshots").mkdir()
    folder.rename(cache / "snapshots" / ("0" * 40))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(DataError, match=r"config\.json of some/model") as caught:
        load_model_and_processor("some/model")
    assert caught.value.code == "remote_code"


def test_a_generation_function_of_its_own_is_refused(folder, mark) -> None:
    (folder / "custom_generate").mkdir()
    (folder / "custom_generate" / "generate.py").write_text(EVIL_CODE.format(mark=str(mark)))
    with pytest.raises(DataError, match=r"generate\.py"):
        load_model_and_processor(folder)
    assert not mark.exists()


@pytest.mark.parametrize("text", ["{", "[" * 100_000, ""])
def test_a_broken_configuration_is_named(folder, text: str) -> None:
    (folder / "config.json").write_text(text)
    with pytest.raises(DataError, match=r"config\.json"):
        load_model_and_processor(folder)


def test_pickled_weights_are_refused_with_what_to_do(folder) -> None:
    pickle_weights(folder, "pytorch_model.bin")
    with pytest.raises(DataError, match=r"pytorch_model\.bin.*allow_pickle=True.*save_pretrained") as caught:
        load_model_and_processor(folder)
    assert caught.value.code == "pickled_weights"


def test_honest_pickled_weights_can_be_asked_for(folder, saved) -> None:
    pickle_weights(folder, "pytorch_model.bin")
    model, _ = load_model_and_processor(folder, allow_pickle=True)
    expected, _ = load_model_and_processor(saved)
    assert all(torch.equal(value, expected.state_dict()[name]) for name, value in model.state_dict().items())


def test_safetensors_are_read_where_both_are_there(folder, saved, mark) -> None:
    torch.save({"evil": Payload(mark)}, folder / "pytorch_model.bin")
    for options in ({}, {"allow_pickle": True}):
        load_model_and_processor(folder, **options)
    assert not mark.exists()


@pytest.mark.parametrize("options", [{}, {"allow_pickle": True}])
def test_code_in_pickled_weights_is_not_run(folder, mark, options) -> None:
    pickle_weights(folder, "pytorch_model.bin", evil=Payload(mark))
    with pytest.raises(DataError) as caught:
        load_model_and_processor(folder, **options)
    assert caught.value.code == ("pickled_code" if options else "pickled_weights")
    assert not mark.exists()
    torch.load(folder / "pytorch_model.bin", weights_only=False)
    assert mark.exists()


def test_a_pickled_adapter_is_refused(folder, mark) -> None:
    torch.save({"evil": Payload(mark)}, folder / "adapter_model.bin")
    (folder / "adapter_config.json").write_text("{}")
    with pytest.raises(DataError, match=r"adapter_model\.bin"):
        load_model_and_processor(folder)
    assert not mark.exists()


def test_an_adapter_of_safetensors_is_not_refused_for_its_pickled_twin(folder) -> None:
    torch.save({}, folder / "adapter_model.bin")
    save_file({"a": torch.zeros(1)}, folder / "adapter_model.safetensors")
    model, _ = load_model_and_processor(folder)
    assert type(model).__name__ == "VisionEncoderDecoderModel"


def test_a_folder_of_lightning_checkpoints_says_who_reads_them(folder) -> None:
    pickle_weights(folder, "step-000000010.ckpt")
    with pytest.raises(DataError, match=r"VLMModule\.load_from_checkpoint"):
        load_model_and_processor(folder)


@pytest.mark.parametrize("option", ["use_safetensors", "weights_only"])
def test_options_that_would_undo_it_are_refused(folder, option: str) -> None:
    with pytest.raises(InputError, match=option):
        load_model_and_processor(folder, **{option: False})


@pytest.fixture
def checkpoint(saved, tmp_path) -> tuple[Path, Any, Any]:
    """A checkpoint in Lightning's layout, with the model and processor that it belongs to."""
    model, processor = load_model_and_processor(saved)
    state = {f"model.{name}": value for name, value in model.state_dict().items()}
    path = tmp_path / "a.ckpt"
    torch.save({"state_dict": state, "hyper_parameters": {"lr": 0.5}, "pytorch-lightning_version": "2.6.0"}, path)
    return path, model, processor


def test_a_plain_checkpoint_is_read(checkpoint) -> None:
    path, model, processor = checkpoint
    assert VLMModule.load_from_checkpoint(path, model=model, processor=processor).hparams["lr"] == 0.5


def test_code_in_a_checkpoint_is_not_run(checkpoint, mark) -> None:
    path, model, processor = checkpoint
    torch.save({**torch.load(path, weights_only=True), "callbacks": Payload(mark)}, path)
    with pytest.raises(DataError, match="was not run") as caught:
        VLMModule.load_from_checkpoint(path, model=model, processor=processor)
    assert caught.value.code == "pickled_code"
    assert not mark.exists()
    VLMModule.load_from_checkpoint(path, model=model, processor=processor, weights_only=False)
    assert mark.exists()


@pytest.mark.parametrize("keep", [0, 1, 1000])
def test_a_checkpoint_cut_short_is_said_so(checkpoint, keep: int) -> None:
    path, model, processor = checkpoint
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError) as caught:
        VLMModule.load_from_checkpoint(path, model=model, processor=processor)
    assert caught.value.code in {"broken_checkpoint", "pickled_code"}
    assert "a.ckpt" in str(caught.value)


def test_a_checkpoint_that_is_not_there_is_said_so(checkpoint, tmp_path) -> None:
    _, model, processor = checkpoint
    with pytest.raises(DataError, match="no such file"):
        VLMModule.load_from_checkpoint(tmp_path / "b.ckpt", model=model, processor=processor)
