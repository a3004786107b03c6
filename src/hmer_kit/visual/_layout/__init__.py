"""The layout engine: from a symbol layout tree to glyph boxes, after the rules of TeX (The TeXbook, Appendix G)."""
