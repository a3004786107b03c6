"""Normal forms at a glance: every word a letter, and one pattern that says whether all is regular; the shortest way."""
