from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.data import Mixture, MixtureSource, Record, Skip
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def numbered(source: MixtureSource) -> Iterator[Record | Skip]:
    """As many records as the path says."""
    for number in range(int(source.path)):
        yield Record(f"{source.name}{number}", " ".join("x" * (number + 1)), split="odd" if number % 2 else "even")


def ids(mixture: Mixture) -> list[str]:
    return [record.id for record in mixture.stream(open_source=numbered)]


def test_counts_are_given_in_full_and_mixed_evenly() -> None:
    mixture = Mixture((MixtureSource("a", "9", count=6), MixtureSource("b", "9", count=2)))
    stream = mixture.stream(open_source=numbered)
    given = [record.id[0] for record in stream]
    assert (given.count("a"), given.count("b")) == (6, 2)
    assert given[:4].count("b") == 1
    assert stream.report().summary() == "8 records (a 6, b 2); all are given"


def test_stream_stops_where_a_source_has_no_more_and_names_it() -> None:
    mixture = Mixture((MixtureSource("a", "100"), MixtureSource("b", "3")))
    stream = mixture.stream(open_source=numbered)
    assert len(list(stream)) in (6, 7)
    assert (stream.report().exhausted, stream.report().complete) == ("b", False)
    assert "ended by b, which has no more" in stream.report().summary()
    assert stream.report().given["b"] == 3
    assert next(stream, None) is None


def test_source_that_may_be_repeated_starts_again() -> None:
    mixture = Mixture((MixtureSource("a", "100"), MixtureSource("b", "3")), when_exhausted="repeat", size=20)
    stream = mixture.stream(open_source=numbered)
    given = [record.id for record in stream if record.id[0] == "b"]
    assert given == ["b0", "b1", "b2", "b0", "b1", "b2", "b0", "b1", "b2", "b0"]
    assert stream.report().rounds == {"a": 1, "b": 4}


@pytest.mark.parametrize(("repeat", "count"), [(1, 10), (2, 20), (0.5, 5), (2.5, 25), (0.01, 1)])
def test_repeat_is_how_often_a_source_is_gone_through(repeat: float, count: int) -> None:
    given = ids(Mixture((MixtureSource("a", "10", repeat=repeat), MixtureSource("b", "4", repeat=1))))
    assert sum(name[0] == "a" for name in given) == count
    assert sum(name[0] == "b" for name in given) == 4
    assert len(set(given)) == min(count, 10) + 4


def test_what_a_source_leaves_out_is_counted_by_reason() -> None:
    def read(_: MixtureSource) -> Iterator[Record | Skip]:
        yield Skip("line 1", "blank line")
        yield Record("a", "x", split="train")
        yield Record("c", "x + y + z", split="train")
        yield Record("d", "x + y", split="test")
        yield Record("b", "x + y", split="train")

    source = MixtureSource("s", "s", repeat=1, min_tokens=2, max_tokens=3, split="train")
    stream = Mixture((source,)).stream(open_source=read)
    assert [record.id for record in stream] == ["b"]
    reasons = {"blank line": 1, "too short": 1, "too long": 1, "of another split": 1}
    assert stream.report().left_out == {"s": reasons}
    assert "1 × too long" in stream.report().table()


def test_source_without_records_is_an_error_that_says_why() -> None:
    for how in ("stop", "repeat"):
        mixture = Mixture((MixtureSource("a", "3", min_tokens=9),), when_exhausted=how)
        with pytest.raises(DataError, match=r"found none to give \(3 × too short\)"):
            ids(mixture)


def test_shuffle_draws_among_some_and_loses_none() -> None:
    def mixture(seed: int) -> Mixture:
        return Mixture((MixtureSource("a", "60", repeat=2),), shuffle=10, seed=seed)

    given = ids(mixture(1))
    assert sorted(given[:60]) == sorted(given[60:]) == sorted(f"a{number}" for number in range(60))
    assert given[:60] != given[60:]
    assert given == ids(mixture(1))
    assert given != ids(mixture(2))
    assert all(int(name[1:]) <= place + 10 for place, name in enumerate(given[:60]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 70), st.integers(1, 12), st.sampled_from(["stop", "repeat"]), st.integers(0, 5))
def test_stream_goes_on_from_any_place_as_if_it_had_not_stopped(stop: int, shuffle: int, how: str, seed: int) -> None:
    sources = (MixtureSource("a", "30", weight=2), MixtureSource("b", "7", weight=0.7, max_tokens=5))
    mixture = Mixture(sources, seed=seed, when_exhausted=how, size=60, shuffle=shuffle)
    whole = ids(mixture)
    stream = mixture.stream(open_source=numbered)
    first = [record.id for _, record in zip(range(stop), stream, strict=False)]
    state = json.loads(json.dumps(stream.state()))
    rest = [record.id for record in mixture.stream(open_source=numbered, state=state)]
    assert first + rest == whole


def test_state_of_another_mixture_is_refused() -> None:
    one, other = (Mixture((MixtureSource("a", "3"),), seed=seed) for seed in (1, 2))
    with pytest.raises(InputError, match="another one"):
        other.stream(open_source=numbered, state=one.stream(open_source=numbered).state())


def test_state_is_good_where_the_sources_lie_elsewhere() -> None:
    def read(source: MixtureSource) -> list[Record]:
        return [Record(f"{source.path}{number}", "x") for number in range(3)]

    here, there = (Mixture((MixtureSource("a", path),)) for path in ("here", "there"))
    stream = here.stream(open_source=read)
    next(stream)
    assert [record.id for record in there.stream(open_source=read, state=stream.state())] == ["there1", "there2"]


@pytest.mark.parametrize("change", [{"given": None}, {"given": [1.5]}, {"places": []}, {"places": {"a": [1]}}])
def test_damaged_state_is_refused(change: dict[str, object]) -> None:
    mixture = Mixture((MixtureSource("a", "3"),))
    state = mixture.stream(open_source=numbered).state() | change
    with pytest.raises(InputError, match="expected"):
        mixture.stream(open_source=numbered, state=state)


def test_source_that_has_shrunk_is_noticed() -> None:
    mixture = Mixture((MixtureSource("a", "9"),))
    stream = mixture.stream(open_source=numbered)
    for _ in range(5):
        next(stream)
    with pytest.raises(DataError, match="it has changed"):
        mixture.stream(open_source=lambda _: [Record("a", "x")], state=stream.state())


def test_captions_are_read_by_their_path(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("1\tx\n2\n3\ty\n", encoding="utf-8")
    stream = Mixture((MixtureSource("a", str(tmp_path / "a.tsv")),)).stream()
    assert [record.id for record in stream] == ["1", "3"]
    assert stream.report().left_out["a"] == {"expected id TAB caption, found no tab": 1}
