"""The inside of the symLG-like format."""
