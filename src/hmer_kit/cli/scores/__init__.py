"""Commands about predictions: how good they are."""
