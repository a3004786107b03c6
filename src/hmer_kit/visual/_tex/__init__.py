"""What the TeX back end needs: LaTeX with a colour for each symbol, and the programs that draw it."""
