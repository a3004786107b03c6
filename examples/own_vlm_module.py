"""VLMModule with something of one's own added: a head that counts symbols, trained beside the answers.

Data, generation, scores and checkpoints stay as they are. Run ``python examples/own_vlm_module.py``; it prints about

    {'count_loss': 0.03, 'train_loss': 0.32, 'val_ExpRate/vanilla': 0.94, 'val_TokenErrorRate/vanilla': 0.07, ...}
"""

from __future__ import annotations

from typing import Any

import torch
from lightning.pytorch import Trainer, seed_everything
from torch import Tensor, nn

from hmer_kit import Grammar, Record, TaskDataModule, VLMModule, synthesize
from hmer_kit.counting import count_vector
from hmer_kit.vlm.small import small_model, small_processor

GRAMMAR = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
SYMBOLS = sorted(GRAMMAR.vocabulary() - {"{", "}", "^", "_"})


class CountingModule(VLMModule):
    """Adds the error of the symbols' counts to the loss, as CAN does (arXiv 2207.11463)."""

    def __init__(self, model: Any, processor: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(model, processor, **options)
        self.density = nn.Linear(model.config.encoder.hidden_size, len(SYMBOLS))

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> Tensor:
        """Return the loss of the answers and of the counts."""
        features = self.model.get_encoder()(batch["pixel_values"]).last_hidden_state
        counted = nn.functional.softplus(self.density(features) - 4).sum(dim=1)  # over all places of the picture
        rows = [count_vector(latex, SYMBOLS).counts for latex in batch["expected"]]
        wrong = nn.functional.smooth_l1_loss(counted, torch.tensor(rows, dtype=counted.dtype, device=self.device))
        self.log("count_loss", wrong, batch_size=len(rows), on_step=False, on_epoch=True)
        return super().training_step(batch, batch_idx) + wrong

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return one optimizer for the model and the head."""
        return torch.optim.AdamW(self.parameters(), lr=self.hparams["lr"])


torch.set_num_threads(1)
seed_everything(0, verbose=False)
drawn = synthesize(32, grammar=GRAMMAR, seed=1, height=32, width=96, writers=range(4))
records = [Record(image.name, latex, image=image) for latex, image in drawn]
processor = small_processor(GRAMMAR.vocabulary(), height=32, width=96)
model = small_model(processor.tokenizer, hidden_size=64, layers=1)
module = CountingModule(model, processor, lr=3e-3, max_new_tokens=24)
data = TaskDataModule(records, records, collator=module.collator(), tasks={"vanilla": 1})
trainer = Trainer(
    max_epochs=60, accelerator="cpu", check_val_every_n_epoch=30, num_sanity_val_steps=0, logger=False,
    enable_checkpointing=False, enable_progress_bar=False,
)  # fmt: skip
trainer.fit(module, datamodule=data)
print({name: round(value.item(), 2) for name, value in trainer.callback_metrics.items()})
