"""Models and processors from a folder, with torchvision or without."""

from __future__ import annotations

import importlib.util
import json
import pickle
import sys

import pytest
import torch
from PIL import Image
from transformers import AutoProcessor
from transformers.models.smolvlm import processing_smolvlm

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.vlm import images_only, load_model_and_processor, load_processor
from vlm.families.builders import gemma4, idefics3, llava_next_video
from vlm.families.harness import build


def test_a_saved_model_comes_back_with_its_weights_and_processor(tiny, tmp_path) -> None:
    model, processor = tiny
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    again, loaded = load_model_and_processor(tmp_path)
    assert type(again) is type(model)
    assert all(torch.equal(value, model.state_dict()[name]) for name, value in again.state_dict().items())
    assert loaded.tokenizer.get_vocab() == processor.tokenizer.get_vocab()
    assert getattr(loaded, "chat_template", None) == getattr(processor, "chat_template", None)


def test_the_images_only_processor_reads_pictures_as_it_did_before_it_was_saved(qwen, tmp_path) -> None:
    model, processor = qwen
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    loaded = load_processor(tmp_path)
    picture = Image.new("RGB", (64, 32), "white")
    inputs = [one(images=[picture], text=["<|image_pad|> x"], return_tensors="pt") for one in (processor, loaded)]
    assert set(inputs[0]) == set(inputs[1])
    assert all(torch.equal(inputs[0][key], inputs[1][key]) for key in inputs[0])


def test_an_images_only_processor_crosses_into_a_worker(qwen) -> None:
    _, processor = qwen
    again = pickle.loads(pickle.dumps(processor))  # noqa: S301 - our own
    assert again.get_attributes() == ["image_processor", "tokenizer"]
    assert again.chat_template == processor.chat_template
    assert isinstance(again, type(processor).__mro__[1])


def test_a_processor_that_cannot_do_without_names_the_extra(seq2seq, tmp_path, monkeypatch) -> None:
    model, processor = seq2seq
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)

    def refuse(*args, **options):
        raise ImportError("SomeImageProcessor requires the Torchvision library\nmore")

    monkeypatch.setattr(AutoProcessor, "from_pretrained", refuse)
    with pytest.raises(MissingExtraError, match=r"hmer_kit\[torchvision\]") as caught:
        load_processor(tmp_path)
    assert "requires the Torchvision library" in str(caught.value)


def test_a_folder_that_is_not_there_is_said_so(tmp_path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        load_model_and_processor(tmp_path / "nowhere")


def test_the_class_is_made_anew_and_the_full_one_left_alone(qwen) -> None:
    full = type(qwen[1]).__mro__[1]
    assert "video_processor" in full.get_attributes()
    assert images_only(full).__name__ == full.__name__
    assert sys.modules[full.__module__].__dict__[full.__name__] is full


@pytest.mark.parametrize("family", [gemma4.FAMILY, llava_next_video.FAMILY], ids=lambda family: family.name)
def test_the_video_half_is_left_out_wherever_it_stands_in_the_signature(family, tmp_path) -> None:
    built = build(family)
    full = type(built.processor)._full
    assert full.get_attributes()[-1] != "tokenizer" or full.get_attributes()[0] == "video_processor"
    assert "video_processor" not in built.processor.get_attributes()
    built.model.save_pretrained(tmp_path)
    built.processor.save_pretrained(tmp_path)
    loaded = load_processor(tmp_path)
    assert type(loaded.image_processor) is type(built.processor.image_processor)
    again = pickle.loads(pickle.dumps(loaded))  # noqa: S301 - our own
    assert again.chat_template == built.processor.chat_template


def test_a_video_is_refused_by_a_processor_for_pictures(qwen) -> None:
    _, processor = qwen
    with pytest.raises(MissingExtraError, match=r"expected pictures, got a video.*hmer_kit\[torchvision\]"):
        processor(text=["<|video_pad|>"], videos=[torch.zeros(2, 3, 32, 32)], return_tensors="pt")


def _saved_as(kind: str, tmp_path) -> None:
    """Save a model whose processor is said to be of another class, as published folders say theirs."""
    built = build(idefics3.FAMILY)
    built.model.save_pretrained(tmp_path)
    built.processor.save_pretrained(tmp_path)
    said = tmp_path / "processor_config.json"
    said.write_text(json.dumps({**json.loads(said.read_text()), "processor_class": kind}))


def test_a_package_other_than_torchvision_is_named(tmp_path, monkeypatch) -> None:
    _saved_as("SmolVLMProcessor", tmp_path)
    monkeypatch.setattr(processing_smolvlm, "num2words", None)  # as where it is not installed
    with pytest.raises(MissingExtraError, match="pip install num2words and try again"):
        load_processor(tmp_path)


@pytest.mark.skipif(importlib.util.find_spec("torchvision") is not None, reason="torchvision is installed")
def test_a_class_that_asks_for_torchvision_as_a_whole_names_the_extra(tmp_path) -> None:
    _saved_as("PixtralProcessor", tmp_path)
    with pytest.raises(MissingExtraError, match=r"hmer_kit\[torchvision\]"):
        load_processor(tmp_path)


def test_the_class_that_a_folder_names_goes_before_the_type_of_the_model(tmp_path, qwen) -> None:
    model, processor = qwen
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    said = tmp_path / "processor_config.json"
    said.write_text(json.dumps({**json.loads(said.read_text()), "processor_class": "Qwen3VLProcessor"}))
    assert type(load_processor(tmp_path)).__name__ == "Qwen3VLProcessor"
