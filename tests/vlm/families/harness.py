"""What a family is for the tests: how its tiny model is built, and what is particular to it.

A family is a file in ``builders/`` with a ``FAMILY``; the tests of ``test_families.py`` and the table of the
documentation find it there. A check that a family cannot pass stands in ``deviations`` with the reason, and is then
expected to fail: as soon as it passes, the test says so.
"""

from __future__ import annotations

import copy
import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching.batches import model_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from transformers import PreTrainedTokenizerFast

    from hmer_kit.tasks import TaskExample

BUILDERS = Path(__file__).parent / "builders"


@dataclass(frozen=True)
class Family:
    """A tiny random model of one family and what the tests have to know of it."""

    name: str
    """The ``model_type`` of its configuration, as in transformers' own table."""
    build: Callable[[PreTrainedTokenizerFast], tuple[Any, Any]]
    """Makes model and processor around the tokenizer; the model's weights are those of the seed."""
    tokenizer: Callable[[], PreTrainedTokenizerFast]
    """Makes the tokenizer with the family's special tokens."""
    picture: str
    """The token that stands for (a part of) a picture in ``input_ids``; empty where no token does."""
    before: str = ""
    """What the model writes before an answer, by its template."""
    after: str | None = None
    """What it writes after an answer, up to the end; the tokenizer's end token if None."""
    variant: str = ""
    """What sets it apart from another model of the same type, such as the decoder; empty where there is one."""
    collator: Mapping[str, Any] = field(default_factory=dict)
    """Options of ``TaskCollator``, such as ``text_template``."""
    same_code: tuple[str, ...] = ()
    """Further model types whose classes run the same code."""
    needs: tuple[str, ...] = ()
    """Packages that the family cannot do without, for pictures alone; the tests are skipped where one is absent."""
    video_needs: tuple[str, ...] = ()
    """Packages that only the video half of its processor wants, which is left out."""
    note: str = ""
    """What a user should know; stands in the table."""
    deviations: Mapping[str, str] = field(default_factory=dict)
    """Name of a check that it cannot pass, and why."""
    lr: float = 5e-3
    """Learning rate of the two samples."""
    steps: int = 150
    """Most steps for the two samples."""


def discover() -> list[Family]:
    """Return the families of ``builders/``, by file name."""
    names = sorted(path.stem for path in BUILDERS.glob("[!_]*.py"))
    return [importlib.import_module(f"vlm.families.builders.{name}").FAMILY for name in names]


@dataclass(frozen=True)
class Built:
    """Model, processor and family together."""

    family: Family
    model: Any
    processor: Any

    @property
    def collate(self) -> TaskCollator:
        return TaskCollator(self.processor, model=self.model, **self.family.collator)

    def answer_ids(self, target: str) -> list[int]:
        """Return what the labels of an answer have to be: tokenized here, not by the collator."""
        tokenizer = self.processor.tokenizer
        after = tokenizer.eos_token if self.family.after is None else self.family.after
        return self.ids(f"{self.family.before}{target}{after}")

    def ids(self, text: str) -> list[int]:
        """Tokenize without anything around; as a target, for UDOP's tokenizer wants boxes with any other text."""
        return list(self.processor.tokenizer(text_target=text, add_special_tokens=False)["input_ids"])


def build(family: Family) -> Built:
    """Make the family's model from seed 0, in evaluation mode."""
    torch.manual_seed(0)
    model, processor = family.build(family.tokenizer())
    return Built(family, model.eval(), processor)


@dataclass(frozen=True)
class Trained:
    """A copy of a model after training on two samples."""

    built: Built
    losses: list[float]


def train(built: Built, examples: list[TaskExample]) -> Trained:
    """Train a copy on one batch until it is known by heart, or the steps are over."""
    model = copy.deepcopy(built.model).train()
    copied = Built(built.family, model, built.processor)
    inputs = model_inputs(copied.collate(examples))
    optimizer = torch.optim.AdamW(model.parameters(), lr=built.family.lr, weight_decay=0.0)
    losses: list[float] = []
    while len(losses) < built.family.steps and (not losses or losses[-1] > 0.03):
        loss = model(**inputs).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    return Trained(copied, losses)
