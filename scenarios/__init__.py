"""Floor 2: scenario files to domain objects and back."""
