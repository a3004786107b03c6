"""Commands about recognition errors: what is confused, error corpora, wrong labels."""
