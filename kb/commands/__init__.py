"""The commands, one a module: `run` takes plain values, prints, and gives the exit code."""
