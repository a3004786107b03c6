"""The ways to break it: a module each, whose function ``trial`` makes one trial; ``stress.harness.trial`` says how."""
