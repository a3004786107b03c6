"""Checkpoints of plain values that ask for code: nothing they name is imported, no program in them is run."""

from __future__ import annotations

import sys
import tarfile
from typing import TYPE_CHECKING, Any

import pytest
import torch

from hmer_kit.exceptions import DataError
from hmer_kit.vlm import VLMModule
from hmer_kit.vlm.loading._checkpoints import require_plain_checkpoint, warn_of_torch
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    processor = small_processor(["x", "+"])
    return {"model": small_model(processor.tokenizer, hidden_size=16, layers=1), "processor": processor}


@pytest.fixture
def save(parts, tmp_path) -> Callable[..., Path]:
    """Write a checkpoint in Lightning's layout, with more keys."""

    def write(**more: Any) -> Path:
        state = {f"model.{name}": value for name, value in parts["model"].state_dict().items()}
        path = tmp_path / "a.ckpt"
        torch.save({"state_dict": state, "pytorch-lightning_version": "2.6.0", **more}, path)
        return path

    return write


@pytest.fixture
def evil(tmp_path, monkeypatch) -> Path:
    """What a module named ``evil_module`` makes when it is imported."""
    mark = tmp_path / "imported"
    text = f"from pathlib import Path\nPath({str(mark)!r}).touch()\nmake = print\n"
    (tmp_path / "evil_module.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "evil_module", raising=False)
    return mark


@pytest.mark.parametrize(
    "more",
    [
        {"hyper_parameters": {"optimizer": "evil_module.make"}},
        {"hyper_parameters": {"schedule": "evil_module.make"}},
        {"hyper_parameters": {"optimizer": {"class_path": "evil_module.make", "init_args": {"lr": 1.0}}}},
        {"hyper_parameters": {"optimizer": {"class_path": {"class_path": "evil_module.make"}}}},
        {"hyper_parameters": {"class_path": "evil_module.make"}, "hparams_name": "optimizer"},
        {"hyper_parameters": {"_instantiator": "evil_module.make"}},
        {"hyper_parameters": {"_class_path": "evil_module.make"}},
        {"hyper_parameters": {}, "hparams": {"_instantiator": "evil_module.make"}},
        {"module_arguments": {"optimizer": "evil_module.make"}},
        {"hyper_parameters": [["_instantiator", "evil_module.make"]]},
    ],
)
def test_a_name_of_code_in_a_checkpoint_is_refused_and_not_imported(save, parts, evil, more) -> None:
    with pytest.raises(DataError, match="nothing was imported") as caught:
        VLMModule.load_from_checkpoint(save(**more), **parts)
    assert caught.value.code == "named_code"
    assert not evil.exists()


def test_the_module_of_these_tests_would_be_imported_if_it_were_trusted(save, parts, evil) -> None:
    path = save(hyper_parameters={"optimizer": "evil_module.make", "total_steps": 1})
    module = VLMModule.load_from_checkpoint(path, weights_only=False, **parts)
    with pytest.raises(TypeError):  # ``print`` makes no optimizer
        module.configure_optimizers()
    assert evil.exists()


def test_what_the_caller_names_is_trusted(save, parts) -> None:
    path = save(hyper_parameters={"optimizer": "evil_module.make"})
    module = VLMModule.load_from_checkpoint(path, optimizer="torch.optim.SGD", total_steps=1, **parts)
    assert type(module.configure_optimizers()["optimizer"]) is torch.optim.SGD


@pytest.mark.parametrize("optimizer", ["SGD", {"class_path": "SGD", "init_args": {"momentum": 0.5}}, "not kept: own.A"])
def test_names_without_a_dot_and_notes_are_read(save, parts, optimizer) -> None:
    module = VLMModule.load_from_checkpoint(save(hyper_parameters={"optimizer": optimizer}), **parts)
    assert module.hparams["optimizer"] == optimizer


def test_a_program_of_torchscript_is_refused_before_torch_sees_it(tmp_path) -> None:
    path = tmp_path / "a.ckpt"
    with pytest.warns(DeprecationWarning, match="torch.jit"):
        torch.jit.trace(torch.nn.Identity(), torch.zeros(1)).save(path)
    with pytest.raises(DataError, match="TorchScript") as caught:
        require_plain_checkpoint(path)
    assert caught.value.code == "pickled_code"


def test_the_forms_of_old_torch_are_refused_before_torch_sees_them(tmp_path) -> None:
    old, packed = tmp_path / "old.ckpt", tmp_path / "tar.ckpt"
    torch.save({"state_dict": {}}, old, _use_new_zipfile_serialization=False)
    with tarfile.open(packed, "w") as archive:
        archive.add(old, "pickle")
    for path in (old, packed):
        with pytest.raises(DataError, match=r"since 1\.6") as caught:
            require_plain_checkpoint(path)
        assert caught.value.code == "broken_checkpoint"


@pytest.mark.parametrize("version", ["2.4.0", "2.5.1+cu124", "2.9.1"])
def test_a_torch_with_a_known_fault_in_its_reader_is_warned_of(version) -> None:
    with pytest.warns(UserWarning, match="CVE-2026-24747"):
        warn_of_torch(version)


@pytest.mark.parametrize("version", ["2.10.0", "2.13.0+cpu", "3.0"])
def test_a_torch_without_it_is_not(version, recwarn) -> None:
    warn_of_torch(version)
    assert not recwarn.list
