"""An export is whole or is not there, holds how the model is asked, and takes nothing else with it."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import torch

from hmer_kit.data import PictureNormalization, PixelBudget
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import SETTINGS_FILE, InferenceSettings
from hmer_kit.vlm import VLMModule, generate, load_settings, save_model_and_processor
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = InferenceSettings(
    prompts={"vanilla": "x = y"},
    pixel_budget=PixelBudget(max_pixels=1500),
    normalization=PictureNormalization(margin=6, polarity="white_on_black"),
    max_new_tokens=7,
    label="tiny",
)


@pytest.fixture
def small() -> dict[str, Any]:
    processor = small_processor(["x", "+"])
    return {"model": small_model(processor.tokenizer, hidden_size=16, layers=1), "processor": processor}


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@contextmanager
def full_disk(largest: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full: the write fails, and the process lives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_settings_and_weights_come_back_and_answer_the_same(tiny, vanilla, tmp_path) -> None:
    module = VLMModule(*tiny, settings=SETTINGS)
    again = VLMModule.from_pretrained(module.save_pretrained(tmp_path / "export"))
    assert again.settings == SETTINGS
    assert again.hparams["max_new_tokens"] == 7
    collate, anew = module.collator(), again.collator()
    first, second = collate(vanilla[:2]), anew(vanilla[:2])
    assert all(torch.equal(first[key], second[key]) for key in first if isinstance(first[key], torch.Tensor))
    assert generate(module.model, module.processor, vanilla[:2], collator=collate) == generate(
        again.model, again.processor, vanilla[:2], collator=anew
    )


def test_adapters_come_back_with_settings_and_go_when_merged_weights_take_their_place(qwen, tmp_path) -> None:
    pytest.importorskip("peft")
    base = VLMModule(*qwen, settings=SETTINGS).save_pretrained(tmp_path / "base")
    module = VLMModule.from_pretrained(base, lora={})
    folder = module.save_pretrained(tmp_path / "tuned")
    assert (folder / "adapter_model.safetensors").is_file()
    again = VLMModule.from_pretrained(folder)
    assert again.settings == SETTINGS
    assert any("lora" in name for name, _ in again.model.named_parameters())
    module.merge_lora()
    module.save_pretrained(folder)
    assert not (folder / "adapter_model.safetensors").exists()
    assert not any("lora" in name for name, _ in VLMModule.from_pretrained(folder).model.named_parameters())


def test_an_argument_goes_before_the_saved_settings(small, tmp_path) -> None:
    VLMModule(**small, settings=SETTINGS).save_pretrained(tmp_path)
    assert VLMModule.from_pretrained(tmp_path, max_new_tokens=9).settings.max_new_tokens == 9
    assert VLMModule.from_pretrained(tmp_path, settings=InferenceSettings()).settings == InferenceSettings()


def test_a_folder_without_settings_has_the_library_s_own(small, tmp_path) -> None:
    save_model_and_processor(tmp_path, **small)
    assert load_settings(tmp_path) is None
    assert VLMModule.from_pretrained(tmp_path).settings == InferenceSettings()


def test_broken_settings_are_an_error_and_not_forgotten(small, tmp_path) -> None:
    VLMModule(**small).save_pretrained(tmp_path)
    (tmp_path / SETTINGS_FILE).write_text('{"format": 1, "promts": {}}', encoding="utf-8")
    with pytest.raises(DataError, match="promts"):
        VLMModule.from_pretrained(tmp_path)


@pytest.mark.parametrize("largest", [0, 300, 20_000])
def test_a_full_disk_leaves_the_export_that_was_there(small, tmp_path, largest: int) -> None:
    folder = VLMModule(**small, settings=SETTINGS).save_pretrained(tmp_path / "export")
    before = digest(folder)
    assert (folder / "model.safetensors").stat().st_size > largest
    small["model"].decoder.model.decoder.embed_tokens.weight.data.zero_()
    with full_disk(largest), pytest.raises(DataError, match=r"cannot write the model.*stood there is as it was"):
        VLMModule(**small).save_pretrained(folder)
    assert digest(folder) == before
    assert os.listdir(tmp_path) == ["export"]
    assert VLMModule.from_pretrained(folder).settings == SETTINGS


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/b", "..\\outside", ".."])
def test_a_chat_template_whose_name_leads_out_is_not_written(small, tmp_path, name: str) -> None:
    small["processor"].tokenizer.chat_template = {"default": "x", name: "evil"}
    with pytest.raises(DataError, match="plain names") as caught:
        save_model_and_processor(tmp_path / "model", **small)
    assert caught.value.code == "unsafe_name"
    assert not list(tmp_path.iterdir())


def test_an_interrupted_export_leaves_the_one_before(small, tmp_path) -> None:
    folder = VLMModule(**small).save_pretrained(tmp_path / "export")
    before = digest(folder)

    class Interrupted:
        def save_pretrained(self, draft) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_model_and_processor(folder, model=small["model"], processor=Interrupted())
    assert digest(folder) == before
    assert os.listdir(tmp_path) == ["export"]


def test_other_files_stay_and_those_of_an_older_export_go(small, tmp_path) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("notes/a.txt", "step-000000010.ckpt", "my_config.json"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    for name in ("model-00001-of-00002.safetensors", "model.safetensors.index.json", "chat_template.jinja"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    VLMModule(**small).save_pretrained(tmp_path)
    assert (tmp_path / "notes" / "a.txt").read_text(encoding="utf-8") == "mine"
    names = set(os.listdir(tmp_path))
    assert {"step-000000010.ckpt", "my_config.json", "model.safetensors", SETTINGS_FILE} <= names
    assert not names & {"model-00001-of-00002.safetensors", "model.safetensors.index.json", "chat_template.jinja"}
    assert VLMModule.from_pretrained(tmp_path).settings == InferenceSettings()


def test_a_link_to_a_folder_is_followed(small, tmp_path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    VLMModule(**small).save_pretrained(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "model.safetensors").is_file()


def test_a_file_in_the_way_is_named(small, tmp_path) -> None:
    (tmp_path / "export").write_text("mine", encoding="utf-8")
    with pytest.raises(DataError, match="expected a folder, found something else"):
        VLMModule(**small).save_pretrained(tmp_path / "export")
    assert (tmp_path / "export").read_text(encoding="utf-8") == "mine"
    assert os.listdir(tmp_path) == ["export"]


def test_a_checkpoint_keeps_the_settings(small, tmp_path) -> None:
    module = VLMModule(**small, settings=SETTINGS)
    state = {"state_dict": module.state_dict(), "hyper_parameters": dict(module.hparams)}
    torch.save({**state, "pytorch-lightning_version": "2.6.0"}, tmp_path / "a.ckpt")
    assert VLMModule.load_from_checkpoint(tmp_path / "a.ckpt", **small).settings == SETTINGS
    given = {"settings": InferenceSettings(label="own"), "max_new_tokens": 9}
    own = VLMModule.load_from_checkpoint(tmp_path / "a.ckpt", **small, **given).settings
    assert own == InferenceSettings(label="own", max_new_tokens=9)


def test_settings_in_yaml_are_settings(small) -> None:
    fields = {
        "prompts": {"vanilla": "x = y"},
        "pixel_budget": {"max_pixels": 1500},
        "normalization": {"margin": 6, "polarity": "white_on_black"},
        "max_new_tokens": 7,
        "label": "tiny",
    }
    assert VLMModule(**small, settings=fields).settings == SETTINGS


def test_a_decoder_without_a_chat_template_says_what_to_give(qwen, vanilla, tmp_path) -> None:
    folder = VLMModule(*qwen).save_pretrained(tmp_path / "export")
    (folder / "chat_template.jinja").unlink()
    module = VLMModule.from_pretrained(folder)
    with pytest.raises(InputError, match=r"text_template.*processor\.chat_template"):
        module.collator()
    given = VLMModule.from_pretrained(folder, settings=InferenceSettings(text_template="<|image_pad|>{prompt}\n"))
    assert given.collator()(vanilla[:1])["ids"] == ["r0"]


def test_a_processor_without_a_pad_token_says_what_to_set(qwen, tmp_path) -> None:
    folder = VLMModule(*qwen).save_pretrained(tmp_path / "export")
    for name in ("tokenizer_config.json", "config.json", "generation_config.json"):
        _drop(folder / name, "pad_token", "pad_token_id")
    _drop(folder / "tokenizer.json", "padding")  # left by a tokenizer that has padded before
    with pytest.raises(InputError, match=r"set processor\.tokenizer\.pad_token"):
        VLMModule.from_pretrained(folder)


def _drop(path: Path, *keys: str) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    for part in [values, *(value for value in values.values() if isinstance(value, dict))]:
        for key in keys:
            part.pop(key, None)
    path.write_text(json.dumps(values), encoding="utf-8")


def test_what_is_missing_from_a_folder_is_said(small, tmp_path) -> None:
    folder = VLMModule(**small).save_pretrained(tmp_path / "export")
    (folder / "model.safetensors").unlink()
    with pytest.raises(OSError, match=r"model\.safetensors"):
        VLMModule.from_pretrained(folder)
    shutil.rmtree(folder)
    with pytest.raises(OSError, match="export"):
        VLMModule.from_pretrained(folder)


def test_an_export_that_lost_its_name_is_found_again(small, tmp_path) -> None:
    folder = VLMModule(**small).save_pretrained(tmp_path / "export")
    lost = folder.rename(tmp_path / ".export.0123456789ab.old")
    with pytest.raises(DataError, match=r"\.export\.0123456789ab\.old, rename it to export"):
        VLMModule.from_pretrained(folder)
    lost.rename(folder)
    VLMModule.from_pretrained(folder)
