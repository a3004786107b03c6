"""LaTeX strings, tokens and the symbol layout tree."""
