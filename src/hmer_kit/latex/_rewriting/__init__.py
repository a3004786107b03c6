r"""Rewriting a tree so that what is written reads as what it became: for normalization and dialects.

A rule here works on one node, or one row, in place, and says whether it changed it; its caller keeps the record, and
goes on until nothing changes. ``guards`` then makes the tree readable. No rule looks into text (``\text { ... }``).
"""
