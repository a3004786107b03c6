"""What of the paper can be redone: `python -m reproduce` from the root of a checkout; the page is docs/reproduce.md.

- ``published.toml``, ``stated``: the public prediction files, and what others printed of them;
- ``measuring``, ``rebuilt``: what comes of them here; ``comparing``: line by line, the same or different;
- ``tables``: the tables of the page; ``figures.json``: the figures that they were made from;
- ``cost``, ``cost.toml``, ``count_tokens``, ``tokens.json``: what the trainings would cost;
- ``recipes``: a file for each row of the ablation; ``mine``: errors out of fold with any model;
- ``rehearse``: the chain in small.
"""
