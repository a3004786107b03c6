"""Commands about one expression at a time: its tree, its counts."""
