"""What readers read and writers write: made-up records, drawn data sets, a small valid sample of each kind."""
