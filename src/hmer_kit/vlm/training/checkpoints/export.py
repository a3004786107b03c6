"""Write the trained model where a run ends, in transformers' own layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lightning.pytorch import Callback

if TYPE_CHECKING:
    import os

    from lightning.pytorch import LightningModule, Trainer

__all__ = ["ExportPretrained"]


class ExportPretrained(Callback):
    """Write the model at the end of a fit by its module's ``save_pretrained``; after a trial of a few batches nothing.

    Args:
        folder: Where to; made if absent.
        merge: Whether adapters are added to the weights before, so that the export is a whole model.

    Examples:
        >>> ExportPretrained("runs/model").folder.name
        'model'
    """

    def __init__(self, folder: str | os.PathLike[str], *, merge: bool = False) -> None:
        self.folder = Path(folder)
        self.merge = merge

    def on_fit_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Write it; all processes take part."""
        if trainer.fast_dev_run:  # type: ignore[attr-defined]  # set by Lightning's own initializer
            return
        module: Any = pl_module  # whichever class has save_pretrained
        if self.merge:
            module.merge_lora()
        module.save_pretrained(self.folder)
