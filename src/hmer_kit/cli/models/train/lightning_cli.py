"""Lightning's command line with our classes as its defaults, going on from the newest checkpoint."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lightning.pytorch import LightningDataModule, LightningModule, Trainer
from lightning.pytorch.cli import LightningArgumentParser, LightningCLI

from hmer_kit.cli._text import say
from hmer_kit.vlm.loading._checkpoints import require_plain_checkpoint
from hmer_kit.vlm.training.checkpoints.resumable import ResumableCheckpoints, newest_checkpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RecipeCLI", "run_job"]

_MODULE = "hmer_kit.vlm.pretrained_module"
_DATA = "hmer_kit.vlm.TaskDataModule"


class RecipeCLI(LightningCLI):
    """LightningCLI for a module and a data module of any class; going on from the newest checkpoint.

    Examples:
        >>> RecipeCLI.__mro__[1].__name__
        'LightningCLI'
    """

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """Set the classes that a recipe need not name."""
        parser.set_defaults(
            {"model": {"class_path": _MODULE}, "data": {"class_path": _DATA, "init_args": {"collator": {}}}}
        )

    def _parse_ckpt_path(self) -> None:
        """Take no options out of a checkpoint, as Lightning would: the recipe has them, and they may name code."""

    def fit(self, model: LightningModule, **options: Any) -> None:
        """Train, from the newest of the run's resumable checkpoints where there is one and no other is named."""
        if options.get("ckpt_path") is None:
            options["ckpt_path"] = self._newest()
        self.trainer.fit(model, **_plainly(options))

    def validate(self, model: LightningModule, **options: Any) -> None:
        """Validate, with a checkpoint of plain values."""
        self.trainer.validate(model, **_plainly(options))

    def test(self, model: LightningModule, **options: Any) -> None:
        """Test, with a checkpoint of plain values."""
        self.trainer.test(model, **_plainly(options))

    def predict(self, model: LightningModule, **options: Any) -> None:
        """Predict, with a checkpoint of plain values."""
        self.trainer.predict(model, **_plainly(options))

    def _newest(self) -> str | None:
        for callback in self.trainer.callbacks:  # type: ignore[attr-defined]  # set by a connector
            if isinstance(callback, ResumableCheckpoints):
                found = newest_checkpoint(callback.folder)
                if found is not None and self.trainer.is_global_zero:
                    say(f"going on from {found}")
                return None if found is None else str(found)
        return None


def _plainly(options: dict[str, Any]) -> dict[str, Any]:
    """Return options of a job by which a checkpoint is read without running anything in it, if they do not forbid it.

    Raises:
        DataError: The checkpoint holds more than tensors and plain values.
    """
    path = options.get("ckpt_path")
    if path is None or options.get("weights_only") is False:
        return options
    is_file = Path(path).is_file()
    if is_file:
        require_plain_checkpoint(path)
    known = "weights_only" in inspect.signature(Trainer.fit).parameters  # since Lightning 2.6
    return {**options, **({"weights_only": is_file} if known and Path(path).exists() else {})}  # a folder is sharded


def run_job(arguments: Sequence[str]) -> None:
    """Do one of Lightning's jobs.

    Args:
        arguments: ``fit``, ``validate``, ``test`` or ``predict``, then options.

    Examples:
        >>> run_job(["fit", "--print_config"])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        SystemExit: 0
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="LightningCLI's args parameter is intended")
        # Lightning calls what newer versions of jsonargparse call otherwise.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="jsonargparse|lightning")
        RecipeCLI(
            LightningModule,
            LightningDataModule,
            subclass_mode_model=True,
            subclass_mode_data=True,
            auto_configure_optimizers=False,
            load_from_checkpoint_support=False,
            save_config_kwargs={"overwrite": True},
            seed_everything_default=0,
            args=list(arguments),
        )
