"""The layout engine: from a symbol layout tree to blocks of ink, one file for each kind of construct."""
