"""Loaders know their place, with other numbers of processes and after other data too."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.vlm.data import (
    BatchPlan,
    ExampleBatches,
    PlannedLoader,
    StatefulStream,
    StreamBatches,
    StreamLoader,
    TaskDataModule,
    text_length,
    worker_options,
)

NAMES = [f"e{number}" for number in range(24)]


def names_of(batch: Any) -> list[str]:
    return list(batch.examples)


def loader(*, replicas: tuple[int, int] = (1, 0), workers: int = 0, **options: Any) -> PlannedLoader:
    chosen = {"counts": {"a": 24}, "lengths": [1] * 24, "batch_size": 2, "seed": 5, **options}
    plan = BatchPlan({"a": range(24)}, replicas=replicas, **chosen)
    return PlannedLoader(ExampleBatches(NAMES), plan, collate=names_of, options=worker_options(workers))


def taken(batches: Any, count: int) -> list[Any]:
    passing = iter(batches)
    return [next(passing) for _ in range(count)]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("count", [0, 1, 7, 12])
def test_the_place_is_what_was_taken_whatever_workers_have_made_ahead(workers, count) -> None:
    known = list(loader())
    later = loader()
    later.sampler.set_epoch(1)
    known += list(later)
    begun, resumed = loader(workers=workers), loader()
    assert taken(begun, count) == known[:count]
    resumed.load_state_dict(begun.state_dict())
    rest = [*resumed, *resumed]
    assert rest[: 24 - count] == known[count:]


def test_a_state_is_what_it_was_loaded_from() -> None:
    begun = loader()
    taken(begun, 5)
    resumed = loader()
    resumed.load_state_dict(begun.state_dict())
    assert resumed.state_dict() == begun.state_dict()


def test_more_processes_go_on_where_fewer_stopped() -> None:
    whole = list(loader())
    begun = loader()
    taken(begun, 4)
    pair = [loader(replicas=(2, rank)) for rank in range(2)]
    for each in pair:
        each.load_state_dict(begun.state_dict())
    first, second = (list(each) for each in pair)
    assert [batch for turn in zip(first, second, strict=True) for batch in turn] == whole[4:]


def test_another_set_of_data_begins_its_epoch_anew_and_says_so() -> None:
    begun = loader()
    taken(begun, 5)
    other = loader(batch_size=3)
    with pytest.warns(UserWarning, match="epoch 0 begins anew"):
        other.load_state_dict(begun.state_dict())
    assert list(other) == list(loader(batch_size=3))


def test_loading_leaves_torchs_own_chance_alone() -> None:
    before = torch.get_rng_state()
    list(loader())
    data = TaskDataModule([Record("a", "x")], [Record("a", "x")], collator=None, tasks={"vanilla": 1})
    list(data.train_dataloader())
    list(data.val_dataloader())
    assert torch.equal(torch.get_rng_state(), before)


def records(worker_id: int, seed: int) -> Any:
    for number in range(11):
        yield Record(f"{seed}-{worker_id}-{number}", "x", prediction=None if number % 3 else "y")


def streamed(*, workers: int = 0, replicas: tuple[int, int] = (1, 0), **options: Any) -> StreamLoader:
    chosen = {"tasks": {"vanilla": 1, "error_detection": 1}, "batch_size": 3, "length": text_length, **options}
    stream = StreamBatches(records, replicas=replicas, **chosen)
    return StreamLoader(stream, collate=described, options=worker_options(workers))


def described(batch: Any) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    return [(example.record.id, example.task) for example in batch.examples], batch.skipped


@pytest.mark.parametrize(
    "options", [{}, {"pool": 3}, {"tasks": None, "names": ["vanilla", "error_detection"], "pool": 2}]
)
def test_a_stream_goes_on_from_any_place_with_the_same_tasks_and_notes(options) -> None:
    whole = taken(streamed(**options), 20)
    for stop in range(12):
        begun, resumed = streamed(**options), streamed(**options)
        taken(begun, stop)
        resumed.load_state_dict(begun.state_dict())
        assert taken(resumed, 8) == whole[stop : stop + 8]


@pytest.mark.parametrize("stop", [1, 2, 5])
def test_workers_of_a_stream_go_on_in_turn(stop) -> None:
    whole = taken(streamed(workers=2, pool=2), 9)
    begun, resumed = streamed(workers=2, pool=2), streamed(workers=2, pool=2)
    taken(begun, stop)
    state = begun.state_dict()
    resumed.load_state_dict(state)
    assert taken(resumed, 9 - stop) == whole[stop:]
    assert resumed.state_dict()["ranks"][0]["turn"] == 9 % 2
    with pytest.raises(InputError, match=r"expected 1 processes with 2 workers each .* got 1 with 1"):
        streamed(workers=0).load_state_dict(state)


def test_what_a_trainer_has_fetched_ahead_is_not_counted() -> None:
    trained = 0
    stream = StreamBatches(records, tasks={"vanilla": 1}, batch_size=3, length=text_length)
    ahead = StreamLoader(stream, collate=described, options=worker_options(0), trained=lambda: trained)
    whole = taken(ahead, 5)
    trained = 2
    resumed = streamed(tasks={"vanilla": 1})
    resumed.load_state_dict(ahead.state_dict())
    assert taken(resumed, 3) == whole[2:]


class Counted:
    """A stream that goes to its place at once."""

    def __init__(self) -> None:
        self.place = 0

    def __iter__(self) -> Any:
        while self.place < 9:
            self.place += 1
            yield Record(f"c{self.place}", "x")

    def state_dict(self) -> dict[str, Any]:
        return {"place": self.place}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.place = state["place"]


def test_a_stream_that_knows_its_place_is_asked_to_go_there() -> None:
    opened: list[Counted] = []

    def source(worker_id: int, seed: int) -> Counted:
        opened.append(Counted())
        return opened[-1]

    def both() -> StreamLoader:
        stream = StreamBatches(source, tasks={"vanilla": 1}, batch_size=2, length=text_length)
        return StreamLoader(stream, collate=described, options=worker_options(0))

    assert isinstance(Counted(), StatefulStream)
    whole = taken(both(), 8)
    begun, resumed = both(), both()
    taken(begun, 6)  # in the second pass
    resumed.load_state_dict(begun.state_dict())
    assert taken(resumed, 2) == whole[6:]
    assert opened[-1].place - 4 <= 3
