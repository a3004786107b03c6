"""The inside of the released format."""
