"""Commands that run a model: training, predicting."""
