"""Normal forms by rewriting the tree, rule by rule: what every expression can be given to."""
