"""Scripts that people use today and that no package brings, in our own words."""
