"""Names, dotted paths, and what a checkpoint keeps of them."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from torch import optim

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.optim.named import find_callable, named_in_checkpoint, plain_options


def test_names_paths_entries_and_callables_are_found() -> None:
    for chosen in ("SGD", "torch.optim.SGD", optim.SGD):
        assert find_callable(chosen, home=optim, what="optimizer") is optim.SGD
    filled = find_callable({"class_path": "torch.optim.SGD", "init_args": {"momentum": 0.5}}, home=optim, what="o")
    assert (filled.func, filled.keywords) == (optim.SGD, {"momentum": 0.5})


@pytest.mark.parametrize("chosen", ["AdamV", "torch.optim.AdamV", "no_such_module.Adam", {"name": "Adam"}])
def test_what_is_not_found_is_refused(chosen) -> None:
    with pytest.raises(InputError, match="expected an optimizer"):
        find_callable(chosen, home=optim, what="optimizer")


@pytest.mark.parametrize(
    "chosen", ["os.system", {"class_path": "os.system", "init_args": {}}, partial(optim.SGD, momentum=0.5), optim.SGD]
)
def test_what_a_checkpoint_keeps_of_code_cannot_be_called_again(chosen) -> None:
    kept = named_in_checkpoint(chosen)
    assert isinstance(kept, str)
    with pytest.raises(InputError, match="load_from_checkpoint"):
        find_callable(kept, home=optim, what="optimizer")
    assert named_in_checkpoint(kept) == kept


def test_names_are_kept_with_their_arguments() -> None:
    entry = {"class_path": "SGD", "init_args": {"momentum": 0.5}}
    assert named_in_checkpoint(entry) == entry
    assert plain_options({"schedule": "cosine", "lora": {"train": ("a",)}}) == {
        "schedule": "cosine",
        "lora": {"train": ["a"]},
    }


def test_a_note_imports_nothing(tmp_path, monkeypatch) -> None:
    (tmp_path / "planted_module.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError):
        find_callable(named_in_checkpoint("planted_module.Adam"), home=optim, what="optimizer")
    assert "planted_module" not in sys.modules
