"""Experiments, run by hand: ``python -m benchmarks.experiments.NAME``."""
