"""A checkpoint that cannot be written leaves the one before."""

from __future__ import annotations

import os
import resource

import pytest
import torch
from lightning.pytorch import LightningModule, Trainer
from torch.utils.data import DataLoader

from hmer_kit.exceptions import DataError
from hmer_kit.vlm import ResumableCheckpoints, newest_checkpoint


class Line(LightningModule):
    """A line through noise, whose third step finds the disk full."""

    def __init__(self, full_at: int | None = None) -> None:
        super().__init__()
        self.line = torch.nn.Linear(1000, 1)
        self.full_at = full_at

    def training_step(self, batch, batch_idx):
        if self.global_step == self.full_at:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        return self.line(batch).square().mean()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=1e-4)


@pytest.fixture(autouse=True)
def _put_back():
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fit(folder, module: Line, **options) -> None:
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "barebones": False}
    trainer = Trainer(
        max_epochs=1,
        accelerator="cpu",
        devices=1,
        enable_model_summary=False,
        callbacks=[ResumableCheckpoints(folder, every=2)],
        default_root_dir=folder,
        **quiet,
        **options,
    )
    trainer.fit(module, DataLoader(torch.randn(6, 1000)))


@pytest.mark.filterwarnings("ignore:.*does not have many workers")
@pytest.mark.filterwarnings("ignore:`isinstance:FutureWarning")
def test_a_full_disk_stops_training_with_the_checkpoint_before_whole(tmp_path) -> None:
    with pytest.raises(DataError, match=r"cannot write the checkpoint .*step-000000004.*whole one is step-000000002"):
        fit(tmp_path, Line(full_at=3))
    left = newest_checkpoint(tmp_path)
    assert left is not None
    assert sorted(os.listdir(tmp_path)) == ["attempts.jsonl", "step-000000002.ckpt"]
    assert torch.load(left, weights_only=True)["global_step"] == 2


@pytest.mark.filterwarnings("ignore:.*does not have many workers")
@pytest.mark.filterwarnings("ignore:`isinstance:FutureWarning")
def test_the_newest_takes_the_place_of_the_one_before(tmp_path) -> None:
    fit(tmp_path, Line())
    assert sorted(os.listdir(tmp_path)) == ["attempts.jsonl", "step-000000006.ckpt"]
