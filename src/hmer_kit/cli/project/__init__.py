"""Commands about the user's own place: what is installed, a new project, completion in the shell."""
