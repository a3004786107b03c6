"""Ink documents: annotations by type."""

from __future__ import annotations

import pickle

from hmer_kit.ink import InkDocument, InkSymbol, Strokes

DOCUMENT = InkDocument(
    "a.inkml",
    Strokes.of([[(0, 0), (1, 1)]]),
    symbols=(InkSymbol("/", (0,), id="s0"),),
    annotations=(("writer", "w1"), ("UI", "first"), ("UI", "second")),
)


def test_the_first_annotation_of_a_type_counts() -> None:
    assert DOCUMENT.annotation("UI") == "first"


def test_an_annotation_that_is_not_there_is_none() -> None:
    assert DOCUMENT.annotation("age") is None


def test_it_crosses_processes() -> None:
    copy = pickle.loads(pickle.dumps(DOCUMENT))  # noqa: S301 - our own bytes
    assert copy.symbols == DOCUMENT.symbols
    assert copy.strokes.points.tolist() == DOCUMENT.strokes.points.tolist()
