"""Collators that make a batch of pictures, questions and answers for Qwen2.5-VL.

Each begins with the files of the pictures, decodes them, and ends with a batch whose loss is on the answers alone. What
is said on the data are, for each example, the ids without padding and the labelled ones.
"""

from __future__ import annotations

import importlib.machinery
import sys
import types
from typing import TYPE_CHECKING, Any

from _qwen import processor_of
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def rows_of(batches: list[dict[str, Any]]) -> list[tuple[list[int], list[int]]]:
    """Return the ids of each example that are no padding, and those that have a label."""
    found = []
    for batch in batches:
        for ids, mask, labels in zip(batch["input_ids"], batch["attention_mask"], batch["labels"], strict=True):
            found.append((ids[mask.bool()].tolist(), labels[labels != -100].tolist()))
    return found


def cut(data: dict[str, Any]) -> Iterator[list[tuple[str, str, str]]]:
    """Yield pictures, prompts and targets of each batch."""
    rows = list(zip(data["pictures"], data["prompts"], data["targets"], strict=True))
    for start in range(0, len(rows), data["batch"]):
        yield rows[start : start + data["batch"]]


def trl(data: dict[str, Any]) -> Callable[[], list[Any]]:
    """DataCollatorForVisionLanguageModeling."""
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    collate = DataCollatorForVisionLanguageModeling(processor_of(data["folder"]), completion_only_loss=True)

    def example(picture: str, prompt: str, target: str) -> dict[str, Any]:
        return {
            "images": [Image.open(picture).convert("RGB")],
            "prompt": [{"role": "user", "content": prompt}],
            "completion": [{"role": "assistant", "content": target}],
        }

    return lambda: rows_of([collate([example(*row) for row in rows]) for rows in cut(data)])


trl.package = "trl"


def llamafactory(data: dict[str, Any]) -> Callable[[], list[Any]]:
    """SupervisedDatasetProcessor and SFTDataCollatorWith4DAttentionMask."""
    _without_sound()
    from llamafactory.data.collator import SFTDataCollatorWith4DAttentionMask
    from llamafactory.data.processor import SupervisedDatasetProcessor
    from llamafactory.data.template import get_template_and_fix_tokenizer
    from llamafactory.hparams import DataArguments

    processor = processor_of(data["folder"])
    options = DataArguments(template="qwen2_vl", default_system="", cutoff_len=8192)
    template = get_template_and_fix_tokenizer(processor.tokenizer, options)
    prepare = SupervisedDatasetProcessor(template, processor.tokenizer, processor, options)
    collate = SFTDataCollatorWith4DAttentionMask(
        tokenizer=processor.tokenizer, template=template, processor=processor, label_pad_token_id=-100
    )

    def features(rows: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        made = prepare.preprocess_dataset(
            {
                "_prompt": [[{"role": "user", "content": "<image>" + prompt}] for _, prompt, _ in rows],
                "_response": [[{"role": "assistant", "content": target}] for _, _, target in rows],
                "_images": [[picture] for picture, _, _ in rows],
                **{name: [None] * len(rows) for name in ("_system", "_tools", "_videos", "_audios")},
            }
        )
        return [dict(zip(made, values, strict=True)) for values in zip(*made.values(), strict=True)]

    return lambda: rows_of([collate(features(rows)) for rows in cut(data)])


llamafactory.package = "llamafactory"


def _without_sound() -> None:
    """Let the collator be imported where torchaudio is not: it asks for it at its head, and uses it for sound alone."""
    from transformers.utils.import_utils import is_torchaudio_available

    if not is_torchaudio_available():
        absent = types.ModuleType("torchaudio")
        absent.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
        sys.modules["torchaudio"] = absent
