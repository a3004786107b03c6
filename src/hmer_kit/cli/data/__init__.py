"""Commands about data sets: reading, preparing, writing."""
