"""Records, examples and streams become mixed batches."""

from __future__ import annotations

from collections import Counter

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.vlm import TaskDataModule
from hmer_kit.vlm.data.datasets import text_length
from hmer_kit.vlm.data.streams import StreamBatches

from_one_task = {"vanilla": 1.0}


def tasks_of(loader) -> Counter[str]:
    return Counter(example.task for batch in loader for example in batch.examples)


def test_weights_divide_the_epoch_exactly(records) -> None:
    weights = {"vanilla": 2, "tree_cot": 1, "error_detection": 1}
    data = TaskDataModule(records, collator=None, tasks=weights, batch_size=5, epoch_size=40)
    assert tasks_of(data.train_dataloader()) == {"vanilla": 20, "tree_cot": 10, "error_detection": 10}


def test_all_five_tasks_come_alike_by_default(records) -> None:
    data = TaskDataModule(records, records, collator=None)
    counts = tasks_of(data.train_dataloader())
    assert len(counts) == 5
    assert set(counts.values()) == {len(records)}
    assert tasks_of(data.val_dataloader()) == counts


def test_batches_are_the_same_for_the_same_seed_and_epoch_and_others_otherwise(records) -> None:
    def order(seed: int, epoch: int) -> list[tuple[str, str]]:
        loader = TaskDataModule(records, collator=None, batch_size=4, pool=3, seed=seed).train_dataloader()
        loader.sampler.set_epoch(epoch)
        return [(item.task, item.record.id) for batch in loader for item in batch.examples]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_records_a_task_cannot_use_are_named_and_the_rest_is_kept() -> None:
    records = [Record("good", "x", prediction="y"), Record("bare", "x"), Record("broken", "{ x")]
    data = TaskDataModule(records, collator=None, tasks={"tree_cot": 1, "error_detection": 1})
    assert tasks_of(data.train_dataloader()) == {"tree_cot": 2, "error_detection": 1}
    assert len(data.skipped) == 3
    assert all(skip.reason for skip in data.skipped)


def test_examples_are_taken_as_they_are(vanilla) -> None:
    data = TaskDataModule(vanilla, vanilla[:3], collator=None, tasks=from_one_task, batch_size=3)
    assert tasks_of(data.train_dataloader()) == {"vanilla": len(vanilla)}
    assert data.val_examples == vanilla[:3]
    assert [len(batch.examples) for batch in data.predict_dataloader()] == [3]


def test_pools_bring_like_lengths_together(records) -> None:
    def padding(pool: int) -> int:
        loader = TaskDataModule(records, collator=None, batch_size=4, pool=pool).train_dataloader()
        widths = [[text_length(item) for item in batch.examples] for batch in loader]
        return sum(max(row) * len(row) - sum(row) for row in widths)

    assert padding(20) < padding(1) / 2


def endless(worker_id: int, seed: int):
    for index in range(10**9):
        yield Record(f"{seed}-{worker_id}-{index}", "x", prediction="y")


def stream(source, **options):
    return StreamBatches(source, **{"tasks": from_one_task, "batch_size": 4, "length": text_length, **options})


def ids(batch) -> list[str]:
    return [example.record.id for example in batch.examples]


def test_a_stream_goes_on_where_the_epoch_before_stopped() -> None:
    dataset = stream(endless)
    first = next(iter(dataset))
    second = next(iter(dataset))
    assert [*ids(first), *ids(second)] == [f"0-0-{index}" for index in range(8)]


def test_a_stream_that_ends_starts_anew_with_the_next_seed() -> None:
    batches = iter(stream(lambda worker_id, seed: [Record(f"{seed}-{index}", "x") for index in range(3)], batch_size=2))
    assert [ids(next(batches)) for _ in range(3)] == [["0-0", "0-1"], ["0-2", "1-0"], ["1-1", "1-2"]]


def test_a_stream_draws_tasks_by_weight_and_is_reproducible() -> None:
    def drawn(seed: int) -> list[str]:
        batches = iter(stream(endless, tasks={"vanilla": 3, "tree_cot": 1}, seed=seed, pool=4))
        return [example.task for _ in range(100) for example in next(batches).examples]

    assert drawn(0) == drawn(0)
    assert drawn(0) != drawn(1)
    assert 0.65 < drawn(0).count("vanilla") / 400 < 0.85


def test_a_stream_names_what_it_leaves_out() -> None:
    records = [Record("a", "x"), Record("bad", "{ x"), Record("b", "y")]
    batch = next(iter(stream(lambda worker_id, seed: records, tasks={"tree_cot": 1}, batch_size=2)))
    assert ids(batch) == ["a", "b"]
    assert [note.split(":")[0] for note in batch.skipped] == ["bad"]


@pytest.mark.parametrize("source", [lambda worker_id, seed: [], lambda worker_id, seed: [Record("bad", "{ x")]])
def test_a_stream_of_nothing_is_refused_instead_of_hanging(source) -> None:
    with pytest.raises(InputError, match="got none in 1000 tries"):
        next(iter(stream(source, tasks={"tree_cot": 1})))


def test_a_stream_of_something_else_is_refused() -> None:
    with pytest.raises(InputError, match="expected Record or TaskExample objects in a stream, got tuple"):
        next(iter(stream(lambda worker_id, seed: [("a", "x")])))


def test_a_stream_that_failed_fails_again_and_is_no_empty_epoch() -> None:
    dataset = stream(lambda worker_id, seed: [])
    for _ in range(2):
        with pytest.raises(InputError, match="got none"):
            next(iter(dataset))


def test_processes_and_workers_get_different_streams() -> None:
    batches = [next(iter(stream(endless, replicas=(2, rank)))) for rank in range(2)]
    assert [ids(batch)[0] for batch in batches] == ["0-0-0", "0-1-0"]
    data = TaskDataModule(endless, collator=None, tasks=from_one_task, batch_size=2, num_workers=2)
    loader = iter(data.train_dataloader())
    assert sorted(ids(next(loader))[0] for _ in range(2)) == ["0-0-0", "0-1-0"]


def test_bad_choices_are_refused(records) -> None:
    with pytest.raises(InputError, match="out of"):
        TaskDataModule(records, collator=None, tasks={"vanila": 1})
    for weight in (-0.5, float("nan"), float("inf")):
        with pytest.raises(InputError, match="none negative"):
            TaskDataModule(records, collator=None, tasks={"vanilla": 1, "tree_cot": weight})
    with pytest.raises(InputError, match="batch_size"):
        TaskDataModule(records, collator=None, batch_size=0)
    with pytest.raises(InputError, match="Record or TaskExample"):
        TaskDataModule(["x"], collator=None)
    with pytest.raises(InputError, match="training examples"):
        TaskDataModule([], collator=None).train_dataloader()


def test_the_batch_size_can_be_set_as_lightnings_tuner_does(records) -> None:
    data = TaskDataModule(records, collator=None, tasks=from_one_task, batch_size=2)
    data.batch_size = 4
    assert {len(batch.examples) for batch in data.train_dataloader()} == {4}
    with pytest.raises(InputError, match="expected batch_size of at least 1, got 0"):
        data.batch_size = 0


def test_a_collator_of_ones_own_gives_what_it_likes() -> None:
    records = [Record("a", "x"), Record("b", "y")]
    data = TaskDataModule(
        records, collator=lambda examples: {"latex": [e.expected for e in examples]}, tasks={"vanilla": 1}, batch_size=2
    )
    batch = next(iter(data.train_dataloader()))
    assert sorted(batch["latex"]) == ["x", "y"]
    assert (batch["skipped"], batch["counted"]) == ([], True)
