"""Let the module of a fold answer for pictures that it has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import torch

from hmer_kit.exceptions import InputError
from hmer_kit.tasks import get_task
from hmer_kit.vlm.generation.decoding import generate
from hmer_kit.vlm.module import VLMModule
from hmer_kit.vlm.out_of_fold.records import RecordTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lightning.pytorch import LightningModule

    from hmer_kit.data import Record
    from hmer_kit.error_mining.out_of_fold import SampleRequest
    from hmer_kit.vlm.out_of_fold.training import ModuleFactory

__all__ = ["Answer", "LightningSampling", "sampled_answers"]


class Answer(Protocol):
    """Lets a module read pictures once.

    Examples:
        >>> def guess(module, records, *, temperature, seed):
        ...     return ["x" for record in records]
        >>> answer: Answer = guess
    """

    def __call__(
        self, module: LightningModule, records: Sequence[Record], *, temperature: float, seed: int
    ) -> list[str]:
        """Return one candidate for each record, LaTeX; the same for the same seed."""
        ...


def sampled_answers(
    module: LightningModule, records: Sequence[Record], *, temperature: float, seed: int, batch_size: int = 32
) -> list[str]:
    """Ask a ``VLMModule`` the vanilla question, and read the LaTeX of its sampled responses.

    Args:
        module: A ``VLMModule``.
        records: Records with pictures.
        temperature: How boldly to sample.
        seed: Of the samples.
        batch_size: Pictures that are read at once; with another one, a seed gives other samples.

    Returns:
        LaTeX of each response; the empty string where none could be read.

    Raises:
        InputError: The module is of another class: give ``LightningSampling`` an ``answer`` of your own.
        DataError: A picture cannot be read.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.ink import SyntheticImage
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> processor = small_processor(["x"])
        >>> module = VLMModule(small_model(processor.tokenizer), processor, max_new_tokens=3)
        >>> records = [Record("1", "x", image=SyntheticImage("x", writer_seed=0, seed=0))]
        >>> first, again = (sampled_answers(module, records, temperature=1.0, seed=7) for _ in range(2))
        >>> first == again
        True
    """
    if not isinstance(module, VLMModule):
        raise InputError(
            f"expected a VLMModule, got {type(module).__name__}; give LightningSampling(answer=...) a function "
            "(module, records, *, temperature, seed) that returns LaTeX"
        )
    task = get_task("vanilla")
    responses = generate(
        module.model,
        module.processor,
        [task.build(record) for record in records],
        max_new_tokens=module.hparams["max_new_tokens"],
        batch_size=batch_size,
        collator=module.collator(),
        temperature=temperature,
        seed=seed,
    )
    return [task.read(response).latex or "" for response in responses]


class LightningSampling:
    """Give candidates for a shard by the module that was trained for its fold; a ``SampleShard``.

    Args:
        records: All records of the plan, with their pictures.
        module: Builds the module, as for ``LightningTraining``.
        answer: Lets it read pictures once; it is called once for each candidate, with a seed for each.
        device: Where to do it; a GPU if there is one.

    Examples:
        >>> LightningSampling([], module=lambda request: None, device="cpu").device
        device(type='cpu')
    """

    def __init__(
        self,
        records: Iterable[Record],
        *,
        module: ModuleFactory,
        answer: Answer = sampled_answers,
        device: str | torch.device | None = None,
    ) -> None:
        self.records = RecordTable(records)
        self.module = module
        self.answer = answer
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._loaded: tuple[Path, int, LightningModule] | None = None

    def __call__(self, request: SampleRequest) -> list[list[str]]:
        """Return the candidates of each item.

        Args:
            request: The shard, its model, temperature and seeds.

        Raises:
            DataError: The records are not those of the plan, or a picture cannot be read.
        """
        records = self.records.of(request.items)
        module = self._module(request)
        with torch.no_grad():
            drawn = [self.answer(module, records, temperature=request.temperature, seed=seed) for seed in request.seeds]
        return [list(own) for own in zip(*drawn, strict=True)]

    def _module(self, request: SampleRequest) -> LightningModule:
        """Return the trained module; that of the shard before, where it is the same."""
        stamp = request.model.stat().st_mtime_ns
        if self._loaded is not None and self._loaded[:2] == (request.model, stamp):
            return self._loaded[2]
        with torch.random.fork_rng():
            module = self.module(request)
        state = torch.load(request.model, map_location="cpu", weights_only=True)
        module.load_state_dict(state["state_dict"])
        module = module.to(self.device).eval()
        self._loaded = (request.model, stamp, module)
        return module
