"""Pictures augmented in training: others at every place, the same after a resumption, and none in validation."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
import torch
import yaml

from hmer_kit.cli.models.train.lightning_cli import run_job
from hmer_kit.data import Augmentation, Record, with_pictures
from hmer_kit.ink import InkDocument, PictureAugmentation, StrokeAugmentation, Writer, render
from hmer_kit.ink.strokes import Strokes
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.batching import load_picture
from hmer_kit.vlm.out_of_fold import ResumableCheckpoints
from resumable import Bar, KillAt, run_toy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PIL import Image

    from hmer_kit.tasks import TaskExample

AUGMENT = Augmentation(pictures=PictureAugmentation(skipped=0.0))
RECORDS = [Record(f"r{number}", "x + " * (number % 5) + "1", image=Bar(10 + number)) for number in range(23)]

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not have many workers"),
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]


def stream(worker_id: int, seed: int) -> Iterator[Record]:
    for number in range(30):
        yield Record(f"s{seed}-{worker_id}-{number}", "x + " * (number % 5) + "1", image=Bar(10 + number))


def seen_batch(examples: Sequence[TaskExample]) -> dict[str, Any]:
    """A batch that names the pixels it was made of."""
    pictures = [load_picture(example.record, mode="L") for example in examples]
    names = [f"{item.record.id} {pixels(picture)}" for item, picture in zip(examples, pictures, strict=True)]
    return {"ids": names, "x": torch.ones(len(names)), "skipped": []}


def pixels(picture: Image.Image) -> str:
    return sha256(picture.tobytes()).hexdigest()


def module(**options: Any) -> TaskDataModule:
    settings = {"collator": seen_batch, "tasks": {"vanilla": 1}, "batch_size": 4, "seed": 3, "augment": AUGMENT}
    return TaskDataModule(options.pop("train", RECORDS), RECORDS[:5], **{**settings, **options})


@pytest.mark.parametrize(
    "data",
    [
        {"train": RECORDS},
        {"train": RECORDS, "num_workers": 2},
        {"train": RECORDS, "max_tokens_per_batch": 400, "pool": 3},
        {"train": stream},
        {"train": stream, "pool": 2},
    ],
)
def test_a_resumed_run_sees_the_pixels_of_an_unbroken_one(tmp_path: Path, data: dict[str, Any]) -> None:
    data = {**data, "collator": seen_batch, "augment": AUGMENT}
    trainer = {"max_steps": 14, "max_epochs": -1}
    whole = run_toy(tmp_path / "whole", [ResumableCheckpoints(tmp_path / "whole", every=3)], data=data, trainer=trainer)
    folder = tmp_path / "killed"
    run_toy(folder, [ResumableCheckpoints(folder, every=3), KillAt(9)], data=data, trainer=trainer)
    step = int(next(folder.glob("step-*.ckpt")).stem[5:])
    resumed = run_toy(folder, [ResumableCheckpoints(folder, every=3)], data=data, trainer=trainer)
    assert resumed.seen == [row for row in whole.seen if row[1] >= step]
    names = [name for _, _, batch in whole.seen for name in batch]
    assert len(set(names)) == len(names)  # no picture of an epoch comes again in another


def test_each_epoch_sees_other_pixels_of_the_same_examples() -> None:
    loader = module().train_dataloader()
    epochs = []
    for epoch in range(2):
        loader.sampler.set_epoch(epoch)
        epochs.append([name for batch in loader for name in batch["ids"]])
    first, second = (dict(name.split() for name in names) for names in epochs)
    assert first.keys() == second.keys()
    assert all(first[name] != second[name] for name in first)


def test_two_runs_of_one_seed_see_the_same_and_of_another_seed_others() -> None:
    runs = [[name for batch in module(seed=seed).train_dataloader() for name in batch["ids"]] for seed in (3, 3, 4)]
    assert runs[0] == runs[1]
    assert set(runs[0]).isdisjoint(runs[2])


def test_workers_change_no_pixels() -> None:
    alone, shared = (list(module(num_workers=count).train_dataloader()) for count in (0, 2))
    assert [batch["ids"] for batch in alone] == [batch["ids"] for batch in shared]


def test_two_processes_see_together_what_one_sees() -> None:
    class Shared(TaskDataModule):
        rank = 0

        def _replicas(self) -> tuple[int, int]:
            return 2, self.rank

    whole = {name for batch in module().train_dataloader() for name in batch["ids"]}
    halves = set()
    for rank in (0, 1):
        half = Shared(RECORDS, collator=seen_batch, tasks={"vanilla": 1}, batch_size=4, seed=3, augment=AUGMENT)
        half.rank = rank
        halves |= {name for batch in half.train_dataloader() for name in batch["ids"]}
    assert halves == whole


@pytest.mark.parametrize("kind", ["val", "test", "predict"])
def test_validation_is_untouched(kind: str) -> None:
    data = module(test=RECORDS[:5])
    batches = list(getattr(data, f"{kind}_dataloader")())
    plain = [f"{record.id} {pixels(record.image.load())}" for record in RECORDS[:5]]
    assert [name for batch in batches for name in batch["ids"]] == plain


def test_without_augmentation_pictures_come_as_they_are() -> None:
    names = {name for batch in module(augment=None).train_dataloader() for name in batch["ids"]}
    assert names == {f"{record.id} {pixels(record.image.load())}" for record in RECORDS}


def test_records_without_pictures_stay_without() -> None:
    data = TaskDataModule(
        [Record("a", "x")], collator=lambda examples: {"images": [item.record.image for item in examples]},
        tasks={"vanilla": 1}, augment=AUGMENT,
    )  # fmt: skip
    assert next(iter(data.train_dataloader()))["images"] == [None]


class Written:
    """Ink made anew whenever it is asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.name = f"{seed}.inkml"

    def load(self) -> InkDocument:
        ink = render("x + 1", writer=Writer.from_seed(self.seed), seed=self.seed)
        return InkDocument(self.name, Strokes.of(ink.strokes), truth="x + 1")


def test_ink_is_changed_by_its_strokes() -> None:
    records = with_pictures([Record(str(number), "x + 1", ink=Written(number)) for number in range(6)])
    strokes = Augmentation(strokes=StrokeAugmentation())
    sizes = [
        [name for batch in module(train=records, augment=augment).train_dataloader() for name in batch["ids"]]
        for augment in (None, strokes, strokes)
    ]
    assert sizes[1] == sizes[2]
    assert set(sizes[0]).isdisjoint(sizes[1])


def test_a_recipe_may_ask_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--data.train=x.tsv", "--data.augment.pictures.blur=0.5"]
    with pytest.raises(SystemExit, match="0"):
        run_job(["fit", *options, "--print_config"])
    asked = yaml.safe_load(capsys.readouterr().out)["data"]["init_args"]["augment"]
    assert (asked["pictures"]["blur"], asked["strokes"]) == (0.5, None)
