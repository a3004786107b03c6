"""The layout engine: from a symbol layout tree to blocks of glyphs, after the rules of TeX (The TeXbook, Appendix G)."""
