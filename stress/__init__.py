"""Attempts to break hmer_kit: `python -m stress` from the root of a checkout; the page is docs/stress.md.

- ``scenarios`` break, one file a way: each makes one trial, drawn from the seed;
- ``faults`` are what it is broken with: kills, full disks, little memory, hostile and damaged files;
- ``subjects`` are what is broken: readers and writers, found and not listed, and programs to be killed;
- ``material`` is what is read and written: made-up records, drawn data sets, a sample of each kind of file;
- ``harness`` gives each scenario its turns and each trial its process, and keeps and shows what came of it.
"""
