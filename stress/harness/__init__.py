"""How trials are made: turns, a process each with a time limit, outcomes, the log and the page."""
