"""Benchmarks of hmer_kit: what it costs beside what people use today, and beside what it cannot be faster than.

- ``suites`` measure, one file a subject; ``python -m benchmarks`` runs them and makes ``docs/benchmarks.md``;
- ``peers`` holds what runs in an environment of its own, with the packages that people use today;
- ``restated`` holds scripts that people use today and that no package brings, in our own words;
- ``harness`` lets sides take turns, and keeps and shows what was measured;
- ``experiments`` train, fit or compare, and are run by hand.
"""
