"""The parts of the page above the samples: each a function of the report's data."""
