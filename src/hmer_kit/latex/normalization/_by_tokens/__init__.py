"""Normal forms from the tokens alone, without a tree: the short way, for what is written as usual."""
