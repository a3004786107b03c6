"""A task of one's own, given as the object: trained, scored, resumed and read from files beside the five."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import torch
from lightning.pytorch import Callback, Trainer

from hmer_kit.data import FileImage, Record
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import (
    TASKS,
    BuildPlan,
    TaskExample,
    TaskResponse,
    TreeCoT,
    Vanilla,
    build_examples,
    build_task_files,
)
from hmer_kit.vlm import Prediction, TaskDataModule, TaskScores, VLMModule
from hmer_kit.vlm.data.sources.opening import open_source
from hmer_kit.vlm.data.sources.task_files import TaskFile
from hmer_kit.vlm.small import small_model, small_processor
from vlm.families.parts import Drawn

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers"),
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]
LATEX = ["x + 1", "1 + 1", "x x", "1 x + 1"]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Write the tokens from right to left."""

    name: str = "mirror"
    needs_prediction: bool = False

    def build(self, record: Record) -> TaskExample:
        if "x" not in record.reference:
            raise DataError(f"expected an x, got {record.reference!r}", code="no_x")
        return TaskExample(self.name, "Backwards, please.", self._turned(record.reference), record.reference, record)

    def read(self, response: str) -> TaskResponse:
        return TaskResponse(scored=self._turned(response), latex=self._turned(response))

    def _turned(self, text: str) -> str:
        return " ".join(reversed(text.split()))


@pytest.fixture(scope="module")
def few() -> list[Record]:
    return [Record(f"r{index}", latex, image=Drawn(index)) for index, latex in enumerate(LATEX)]


def module(**options: Any) -> VLMModule:
    torch.manual_seed(0)
    processor = small_processor(["x", "1", "+"], height=32, width=64)
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    chosen = {"lr": 5e-3, "schedule": "constant", "warmup": 0.0, "max_new_tokens": 8, "tasks": ["vanilla", Mirror()]}
    return VLMModule(model, processor, **{**chosen, **options})


def trainer(folder: Path, **options: Any) -> Trainer:
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
    quiet |= {"enable_model_summary": False, "num_sanity_val_steps": 0, "log_every_n_steps": 1}
    return Trainer(accelerator="cpu", default_root_dir=folder, **{**quiet, **options})


def mixed(module: VLMModule, train: Any, val: Any = None, **options: Any) -> TaskDataModule:
    tasks = {Mirror(): 1, "vanilla": 2}
    return TaskDataModule(train, val, **{"collator": module.collator(), "tasks": tasks, "batch_size": 2, **options})


class Steps(Callback):
    """Keep losses and tasks of each step; save after one of them."""

    def __init__(self, folder: Path, *, save_at: int | None = None) -> None:
        self.folder, self.save_at = folder, save_at
        self.seen: list[tuple[float, list[str], list[str]]] = []

    def on_train_batch_end(self, trainer: Trainer, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self.seen.append((float(outputs["loss"]), batch["ids"], batch["tasks"]))
        if trainer.global_step == self.save_at:
            trainer.save_checkpoint(self.folder / "halfway.ckpt")


def test_it_is_learned_and_scored_under_its_name(few, tmp_path) -> None:
    model = module()
    data = mixed(model, few, few, batch_size=8)
    assert [str(skip) for skip in data.skipped] == 2 * ["record 'r1', task mirror: no x"]
    assert {example.task for example in data.val_examples} == {"vanilla", "mirror"}
    before = {**trainer(tmp_path).validate(model, data, verbose=False)[0]}
    fitting = trainer(tmp_path, max_steps=60, check_val_every_n_epoch=60)
    fitting.fit(model, data)
    (after,) = trainer(tmp_path).validate(model, data, verbose=False)
    assert {"train_loss/mirror", "train_loss/vanilla"} <= set(fitting.callback_metrics)
    assert set(after) == {"val_ExpRate", "val_loss"} | {
        f"val_{score}/{task}" for score in ("ExpRate", "TokenErrorRate", "loss") for task in ("vanilla", "mirror")
    }
    assert after["val_loss/mirror"] < 0.5 * before["val_loss/mirror"]
    assert after["val_TokenErrorRate/mirror"] < before["val_TokenErrorRate/mirror"]
    assert after["val_ExpRate"] == after["val_ExpRate/vanilla"]


def test_a_resumed_run_goes_on_with_it_as_an_uninterrupted_one(few, tmp_path) -> None:
    whole, rest = Steps(tmp_path, save_at=3), Steps(tmp_path)
    first = module()
    trainer(tmp_path, max_steps=6, callbacks=[whole]).fit(first, mixed(first, few))
    again = module()
    path = tmp_path / "halfway.ckpt"
    resumed = trainer(tmp_path, max_steps=6, callbacks=[rest])
    resumed.fit(again, mixed(again, few), ckpt_path=path, weights_only=False)
    assert rest.seen == whole.seen[3:]
    assert "mirror" in {task for _, _, tasks in rest.seen for task in tasks}


def test_a_checkpoint_wants_the_object_again_and_says_so(few, tmp_path) -> None:
    model = module()
    fitting = trainer(tmp_path, max_steps=1)
    fitting.fit(model, mixed(model, few))
    fitting.save_checkpoint(tmp_path / "last.ckpt")
    parts = {"model": model.model, "processor": model.processor}
    with pytest.raises(InputError, match=r"not kept: .*Mirror.*give a task of your own as the object itself"):
        VLMModule.load_from_checkpoint(tmp_path / "last.ckpt", **parts)
    again = VLMModule.load_from_checkpoint(tmp_path / "last.ckpt", **parts, tasks=["vanilla", Mirror()])
    assert list(again.tasks) == ["vanilla", "mirror"]


def test_a_stream_of_records_is_asked_it_by_weight(few) -> None:
    def endless(worker_id: int, seed: int) -> Any:
        while True:
            yield few[0]

    data = TaskDataModule(endless, collator=None, tasks={Mirror(): 3, "vanilla": 1}, batch_size=200)
    counts = [example.task for example in next(iter(data.train_dataloader())).examples]
    assert 120 <= counts.count("mirror") <= 180
    assert counts.count("mirror") + counts.count("vanilla") == 200
    listed = TaskDataModule(endless, collator=None, tasks=["vanilla", Mirror()], batch_size=4)
    batch = next(iter(listed.train_dataloader()))
    assert [example.task for example in batch.examples] == ["vanilla", "mirror", "vanilla", "mirror"]


def test_a_list_of_tasks_takes_every_example_once(few) -> None:
    data = TaskDataModule(few, collator=None, tasks=["vanilla", Mirror()], batch_size=100)
    (batch,) = data.train_dataloader()
    asked = sorted((example.task, example.record.id) for example in batch.examples)
    assert asked == [*(("mirror", name) for name in ("r0", "r2", "r3")), *(("vanilla", f"r{n}") for n in range(4))]


def test_built_examples_of_it_are_taken_and_unknown_ones_refused(few) -> None:
    built = build_examples(few, tasks=[Mirror()]).examples
    assert len(TaskDataModule(built, collator=None, tasks={Mirror(): 1}).train_examples) == 3
    with pytest.raises(InputError, match="got one of 'mirror'; choose out of these, or give a task of your own"):
        TaskDataModule(built, collator=None, tasks={"vanilla": 1})


def test_its_files_are_read_by_its_name(few, tmp_path) -> None:
    folder = tmp_path / "tasks"
    pictures = tmp_path / "images"
    pictures.mkdir()
    records = []
    for record in few:
        record.image.load().save(pictures / f"{record.id}.png")
        records.append(Record(record.id, record.reference, image=FileImage(pictures, f"{record.id}.png")))
    build_task_files(records, folder, plan=BuildPlan(tasks=["vanilla", Mirror()]))
    data = TaskDataModule(folder, images=pictures, collator=None, tasks={Mirror(): 1, "vanilla": 1})
    assert sorted(example.task for example in data.train_examples) == 3 * ["mirror"] + 4 * ["vanilla"]
    file = TaskFile(folder / "mirror.json", images=pictures, task=Mirror())
    assert (file[0].expected, file[0].record.reference) == ("x + 1", "x + 1")
    named = open_source({"path": folder / "mirror.json", "task": "mirror"}, images=pictures, tasks=[Mirror()])
    assert named.items[0] == file[0]
    with pytest.raises(InputError, match="got one of 'mirror'"):
        TaskFile(folder / "mirror.json", images=pictures, task="mirror")


@pytest.mark.parametrize(
    "tasks", [[Vanilla(), "vanilla"], [Mirror(), Mirror(needs_prediction=True)], ["vanilla", Mirror(name="vanilla")]]
)
def test_two_tasks_of_one_name_are_refused(few, tasks) -> None:
    given = [
        lambda: TaskDataModule(few, collator=None, tasks=tasks),
        lambda: TaskDataModule(few, collator=None, tasks=dict.fromkeys(tasks, 1)),
        lambda: module(tasks=tasks),
        lambda: TaskScores(tasks=tasks),
    ]
    for give in given:
        with pytest.raises(InputError, match=r"expected tasks that differ in name, got 2 called"):
            give()


@pytest.mark.parametrize("wrong", ["mirror", Mirror, 3, Mirror(name="")])
def test_what_is_no_known_task_is_refused(few, wrong) -> None:
    for give in (lambda: TaskDataModule(few, collator=None, tasks=[wrong]), lambda: module(tasks=[wrong])):
        with pytest.raises(InputError, match="expected a task"):
            give()


def test_a_module_that_was_not_given_it_refuses_its_validation(few, tmp_path) -> None:
    model = module(tasks=None)
    with pytest.raises(InputError, match=r"got one of 'mirror'; choose out of these, or give a task of your own"):
        trainer(tmp_path).validate(model, mixed(model, [], few), verbose=False)


def test_its_losses_have_a_weight_by_its_name(few, tmp_path) -> None:
    model = module(task_weights={"mirror": 0.0})
    steps = Steps(tmp_path)
    trainer(tmp_path, max_steps=1, callbacks=[steps]).fit(model, mixed(model, few, tasks={Mirror(): 1}))
    assert [loss for loss, _, _ in steps.seen] == [0.0]
    with pytest.raises(InputError, match=r"expected task_weights of .*got one of 'mirror'"):
        module(tasks=["vanilla"], task_weights={"mirror": 2.0})


def test_one_of_the_five_with_options_of_its_own_stands_for_it(few) -> None:
    tree = TreeCoT(prompt="Draw the tree.")
    data = TaskDataModule(few, collator=None, tasks={tree: 1})
    assert {example.prompt for example in data.train_examples} == {"Draw the tree."}
    assert module(tasks=[tree]).tasks["tree_cot"] is tree
    assert module(tasks=[tree]).hparams["tasks"] == ["not kept: hmer_kit.tasks.tree_cot.TreeCoT"]
    assert module(tasks=["vanilla", TreeCoT()]).hparams["tasks"] == ["vanilla", "tree_cot"]


def test_without_a_choice_the_five_are_asked(few) -> None:
    assert list(module(tasks=None).tasks) == list(TASKS)
    assert TaskDataModule(few, collator=None).tasks == dict.fromkeys(TASKS, 1.0)
    assert module(tasks=None).hparams["tasks"] is None


def test_its_scores_pickle_and_a_task_called_all_is_no_total() -> None:
    scores = pickle.loads(pickle.dumps(TaskScores(tasks=["vanilla", Mirror(name="all")])))  # noqa: S301 - our own
    scores.update([Prediction("a", "all", response="x", prediction="x", expected="x")])
    scores.update([Prediction("a", "vanilla", response="x", prediction="x", expected="y")])
    assert scores.compute() == {
        "ExpRate": 0.0, "ExpRate/vanilla": 0.0, "ExpRate/all": 1.0,
        "TokenErrorRate/vanilla": 1.0, "TokenErrorRate/all": 0.0,
    }  # fmt: skip
