"""Floor 3: pure functions from a result to something a person reads."""
