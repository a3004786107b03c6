"""Texts with one symbol a line and a tab for each level, read with forgiveness; the corrected format's own words."""
