"""Notes of an endless run."""

from __future__ import annotations

from hmer_kit.vlm.training.notes import Notes


def test_all_are_counted_and_the_first_thousand_named() -> None:
    notes = Notes()
    for number in range(5_000):
        notes.add([f"record {number}", "again"])
    assert notes.total == 10_000
    assert len(notes) == 1_000
    assert list(notes)[:3] == ["record 0", "again", "record 1"]


def test_nothing_noted_is_false() -> None:
    notes = Notes()
    notes.add([])
    assert not notes
    assert notes.total == 0
