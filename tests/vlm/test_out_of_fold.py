"""The pipeline with Lightning: a killed training goes on, samples follow their seeds, any module will do."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest
import torch
from lightning.pytorch import Callback, LightningDataModule, LightningModule, Trainer
from torch.utils.data import DataLoader

from hmer_kit.error_mining.corpus import read_candidates
from hmer_kit.error_mining.out_of_fold import (
    MiningPlan,
    PlannedItem,
    SampleRequest,
    TrainRequest,
    mining_result,
    pending_jobs,
    plan_folds,
    run_pending,
    write_plan,
)
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.vlm import TaskDataModule, VLMModule, generate
from hmer_kit.vlm.out_of_fold import (
    LightningSampling,
    LightningTraining,
    RecordTable,
    ResumableCheckpoints,
    newest_checkpoint,
    sampled_answers,
)
from hmer_kit.vlm.small import small_model, small_processor

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import Record

STEPS, EVERY = 8, 2

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not have many workers"),
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]


def build(request: Any) -> VLMModule:
    processor = small_processor(["x", "y", "a", "b", "1", "2", "+", "=", "-", r"\frac", r"\sqrt"])
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    return VLMModule(model, processor, lr=1e-2, total_steps=STEPS, max_new_tokens=8)


def feed(module: LightningModule, records: Any, request: TrainRequest) -> TaskDataModule:
    return TaskDataModule(
        records, collator=module.collator(), tasks={"vanilla": 1}, batch_size=2, epoch_size=2 * EVERY, seed=request.seed
    )


class Killed(BaseException):
    """What a test throws in place of a signal, at a step of its choice."""


class KillAt(Callback):
    def __init__(self, step: int) -> None:
        self.step = step

    def on_train_batch_start(self, trainer: Trainer, module: Any, batch: Any, index: int) -> None:
        if trainer.global_step == self.step:
            raise Killed


def training(records: list[Record], callbacks: tuple[Callback, ...] = (), **options: Any) -> LightningTraining:
    trainer = {"max_epochs": STEPS // EVERY, "accelerator": "cpu", "callbacks": [*callbacks]}
    chosen = {"module": build, "data": feed, "trainer": trainer, "checkpoint_every": EVERY, **options}
    return LightningTraining(records, **chosen)


def request_for(records: list[Record], folder: Path) -> TrainRequest:
    folder.mkdir(exist_ok=True)
    items = tuple(PlannedItem(record.id, record.reference) for record in records)
    return TrainRequest("train-0", fold=0, items=items, seed=11, folder=folder)


def weights(file: Path) -> dict[str, torch.Tensor]:
    return torch.load(file, weights_only=True)["state_dict"]


def starts(folder: Path) -> list[int]:
    return [json.loads(line)["from_step"] for line in (folder / "attempts.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("kill", [1, 2, 5, STEPS - 1])
def test_a_killed_training_goes_on_from_its_last_checkpoint_and_ends_as_an_uninterrupted_one(
    records, tmp_path, kill
) -> None:
    whole = training(records)(request_for(records, tmp_path / "whole"))
    request = request_for(records, tmp_path / "killed")
    with pytest.raises(Killed):
        training(records, (KillAt(kill),))(request)
    resumed = training(records)(request)
    assert starts(request.folder) == [0, kill - kill % EVERY]
    known = weights(whole)
    assert all(torch.equal(value, known[name]) for name, value in weights(resumed).items())


def test_the_same_seed_trains_the_same_and_leaves_chance_as_it_was(records, tmp_path) -> None:
    before = torch.get_rng_state()
    one, other = (training(records)(request_for(records, tmp_path / name)) for name in ("one", "other"))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(value, weights(other)[name]) for name, value in weights(one).items())


def test_a_training_that_was_killed_after_its_end_is_not_done_again(records, tmp_path) -> None:
    request = request_for(records, tmp_path / "run")
    file = training(records)(request)
    stamp = file.stat().st_mtime_ns
    assert training(records)(request) == file
    assert file.stat().st_mtime_ns == stamp
    known = weights(file)
    file.unlink()  # killed between the last step and the file of the weights
    assert all(torch.equal(value, known[name]) for name, value in weights(training(records)(request)).items())
    assert starts(request.folder) == [0]


def test_a_training_stopped_by_ctrl_c_is_not_done(records, tmp_path) -> None:
    class Stop(Callback):
        def on_train_batch_start(self, trainer: Trainer, module: Any, batch: Any, index: int) -> None:
            if trainer.global_step == 3:
                raise KeyboardInterrupt

    request = request_for(records, tmp_path / "run")
    handler = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises((KeyboardInterrupt, SystemExit)):
            training(records, (Stop(),))(request)
    finally:
        signal.signal(signal.SIGINT, handler)  # Lightning leaves it ignored
    assert not (request.folder / "model.ckpt").exists()
    training(records)(request)
    assert starts(request.folder) == [0, 2]


def test_one_whole_checkpoint_is_kept_and_a_draft_is_not_taken_for_one(records, tmp_path) -> None:
    request = request_for(records, tmp_path / "run")
    (request.folder / "step-000000006.draft").write_bytes(b"half of it")
    with pytest.raises(Killed):
        training(records, (KillAt(5),))(request)
    assert sorted(path.name for path in request.folder.glob("step-*")) == ["step-000000004.ckpt"]
    assert newest_checkpoint(request.folder).name == "step-000000004.ckpt"


def test_a_training_goes_on_within_an_epoch_as_if_it_had_not_been_killed(records, tmp_path) -> None:
    def endless(module: Any, records: Any, request: TrainRequest) -> TaskDataModule:
        return TaskDataModule(
            records, collator=module.collator(), tasks={"vanilla": 1}, batch_size=2, epoch_size=1000, seed=1
        )

    trainer = {"max_steps": STEPS, "max_epochs": -1, "accelerator": "cpu", "log_every_n_steps": 1}
    whole = training(records, data=endless, trainer=trainer)(request_for(records, tmp_path / "whole"))
    request = request_for(records, tmp_path / "run")
    with pytest.raises(Killed):
        training(records, data=endless, trainer={**trainer, "callbacks": [KillAt(5)]})(request)
    resumed = training(records, data=endless, trainer=trainer)(request)
    assert starts(request.folder) == [0, 4]
    known = weights(whole)
    assert all(torch.equal(value, known[name]) for name, value in weights(resumed).items())


def test_checkpoints_need_a_distance() -> None:
    with pytest.raises(InputError, match="every 1 or more steps, got 0"):
        ResumableCheckpoints("nowhere", every=0)


def test_records_that_are_not_those_of_the_plan_are_named(records) -> None:
    table = RecordTable(records)
    with pytest.raises(DataError, match="expected the record 'r0' of the plan, with 'z', found one with"):
        table.of([PlannedItem("r0", "z")])
    with pytest.raises(DataError, match=r"'r99' of the plan, .*found none"):
        table.of([PlannedItem("r99", "z")])


def test_samples_follow_their_seed_and_leave_chance_as_it_was(records) -> None:
    module = build(None)
    before = torch.get_rng_state()
    one, again, other = (sampled_answers(module, records, temperature=1.0, seed=seed) for seed in (3, 3, 4))
    assert one == again
    assert one != other
    assert torch.equal(torch.get_rng_state(), before)


def test_a_cold_sample_is_the_greedy_answer_and_a_hot_one_is_not(tiny, vanilla) -> None:
    greedy = generate(*tiny, vanilla, max_new_tokens=6)
    assert generate(*tiny, vanilla, max_new_tokens=6, temperature=1e-7, seed=1) == greedy
    assert generate(*tiny, vanilla, max_new_tokens=6, temperature=5.0, seed=1) != greedy


def test_a_sample_may_be_any_id_not_only_one_of_the_likeliest_fifty(seq2seq, vanilla) -> None:
    seen = {
        piece
        for seed in range(40)
        for text in generate(*seq2seq, vanilla, max_new_tokens=8, temperature=100.0, seed=seed)
        for piece in text.split()
    }
    assert len(seen) > 60


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("inf"), float("nan")])
def test_a_temperature_that_is_none_is_an_error(seq2seq, vanilla, temperature) -> None:
    with pytest.raises(InputError, match="expected a temperature above 0"):
        generate(*seq2seq, vanilla[:1], max_new_tokens=2, temperature=temperature)


def test_the_whole_pipeline_gives_the_same_candidates_when_it_is_killed_on_the_way(records, tmp_path) -> None:
    plan = MiningPlan(plan_folds(records, 2), samples=2, shard_size=3, model="tiny")
    sampling = LightningSampling(records, module=build, device="cpu")
    for name in ("whole", "killed"):
        write_plan(tmp_path / name, plan)
    run_pending(tmp_path / "whole", train=training(records), sample=sampling)
    with pytest.raises(Killed):
        run_pending(tmp_path / "killed", train=training(records, (KillAt(5),)), sample=sampling)
    fresh = LightningSampling(records, module=build, device="cpu")
    run_pending(tmp_path / "killed", train=training(records), sample=fresh)
    files = [mining_result(tmp_path / name).candidates for name in ("whole", "killed")]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(list(read_candidates(files[0]))) == 2 * len(records)


class Counting(LightningModule):
    """No vision-language model: it learns how long expressions are."""

    def __init__(self) -> None:
        super().__init__()
        self.length = torch.nn.Parameter(torch.zeros(()))

    def training_step(self, batch: torch.Tensor, batch_idx: int) -> torch.Tensor:
        return ((batch.float() - self.length) ** 2).mean()

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.1)


class Lengths(LightningDataModule):
    def __init__(self, records: list[Record]) -> None:
        super().__init__()
        self.lengths = [len(record.reference.split()) for record in records]

    def train_dataloader(self) -> DataLoader[int]:
        return DataLoader(self.lengths, batch_size=2)


def test_any_module_and_data_module_will_do(records, tmp_path) -> None:
    def answer(module: Counting, records: Any, *, temperature: float, seed: int) -> list[str]:
        length = max(1, round(float(module.length) + temperature * (seed % 3)))
        return [" ".join(["x"] * length) for _ in records]

    write_plan(tmp_path, MiningPlan(plan_folds(records, 2), samples=3, model="counting"))
    train = LightningTraining(
        records,
        module=lambda request: Counting(),
        data=lambda module, records, request: Lengths(records),
        trainer={"max_steps": 20, "max_epochs": -1, "accelerator": "cpu", "log_every_n_steps": 1},
    )
    sample = LightningSampling(records, module=lambda request: Counting(), answer=answer, device="cpu")
    run_pending(tmp_path, train=train, sample=sample)
    assert pending_jobs(tmp_path) == []
    rows = list(read_candidates(mining_result(tmp_path).candidates))
    assert len(rows) == 3 * len(records)
    assert all(len(row.prediction.split()) >= 3 for row in rows)


def test_a_module_that_cannot_answer_by_itself_is_named(records) -> None:
    with pytest.raises(InputError, match="expected a VLMModule, got Counting; give LightningSampling"):
        sampled_answers(Counting(), records, temperature=1.0, seed=0)


def test_a_model_is_loaded_once_for_all_its_shards(records, tmp_path) -> None:
    built: list[Any] = []

    def counted(request: Any) -> VLMModule:
        built.append(request)
        return build(request)

    model = training(records)(request_for(records, tmp_path / "run"))
    sample = LightningSampling(records, module=counted, device="cpu")
    for number in range(3):
        items = (PlannedItem(records[number].id, records[number].reference),)
        sample(SampleRequest("sample", fold=0, items=items, model=model, seeds=(1, 2), temperature=1.0))
    assert len(built) == 1
