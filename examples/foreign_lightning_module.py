"""A LightningModule that knows nothing of hmer_kit's models, with the data module and the metrics of hmer_kit.

Run it; the last line is about {'val_edit_score': 0.68, 'val_expression_rate': 0.41, 'val_expression_rate_1': 0.75}.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from lightning.pytorch import LightningModule, Trainer, seed_everything
from torch import Tensor, nn

from hmer_kit import Grammar, Record, TaskDataModule, synthesize
from hmer_kit.metrics import score_metrics

GRAMMAR = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
TOKENS = ["", *sorted(GRAMMAR.vocabulary() | {"{", "}", "^", "_"})]


def collate(examples: Any) -> dict[str, Any]:  # noqa: ANN401
    """Make a batch: pictures as numbers, answers as places in TOKENS."""
    pictures = np.stack([np.asarray(example.record.image.load()) for example in examples])
    latex = [example.expected for example in examples]
    labels = torch.tensor([[*map(TOKENS.index, text.split()), *[0] * 9][:9] for text in latex])
    return {"pixels": torch.tensor(pictures[:, None] / 255).float(), "labels": labels, "latex": latex}


class NineTokens(LightningModule):
    """Reads up to nine tokens off a picture at once."""

    def __init__(self) -> None:
        super().__init__()
        sight = [nn.Conv2d(1, 16, 5, 2, 2), nn.ReLU(), nn.Conv2d(16, 32, 5, 2, 2), nn.ReLU(), nn.Flatten()]
        self.net = nn.Sequential(*sight, nn.Linear(6144, 9 * len(TOKENS)), nn.Unflatten(1, (len(TOKENS), 9)))
        self.scores = score_metrics(["expression_rate", "expression_rate_1", "edit_score"], prefix="val_")

    def training_step(self, batch: dict[str, Any], _: int) -> Tensor:
        """Return the loss."""
        return nn.functional.cross_entropy(self.net(batch["pixels"]), batch["labels"])

    def validation_step(self, batch: dict[str, Any], _: int) -> None:
        """Count what is read."""
        rows = self.net(batch["pixels"]).argmax(dim=1).tolist()
        self.scores.update([" ".join(TOKENS[place] for place in row if place) for row in rows], batch["latex"])
        self.log_dict(self.scores, batch_size=len(rows))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the optimizer."""
        return torch.optim.Adam(self.parameters(), lr=1e-3)


torch.set_num_threads(1)
seed_everything(0, verbose=False)
drawn = synthesize(160, grammar=GRAMMAR, seed=1, height=32, width=96, writers=range(4))
records = [Record(image.name, latex, image=image) for latex, image in drawn]
trainer = Trainer(max_epochs=8, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False)
trainer.fit(NineTokens(), datamodule=TaskDataModule(records[32:], records[:32], collator=collate, tasks={"vanilla": 1}))
print({name: round(value.item(), 2) for name, value in trainer.callback_metrics.items()})
