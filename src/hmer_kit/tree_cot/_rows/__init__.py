"""What the formats over the layout tree share: an expression as rows of label, parent and relation, and back."""
