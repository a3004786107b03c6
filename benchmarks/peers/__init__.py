"""What people use today, called from an environment of its own; see ``worker.py``."""
