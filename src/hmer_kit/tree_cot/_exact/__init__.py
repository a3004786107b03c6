"""Nodes with all their tokens: S-expressions and JSON."""
