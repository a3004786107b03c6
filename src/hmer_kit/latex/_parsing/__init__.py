"""The inside of ``hmer_kit.latex.parser``: its state, and one file per family of tokens.

A handler takes ``(state, row, text)``: it reads the present token, and those that belong to it, into the innermost row.
"""
