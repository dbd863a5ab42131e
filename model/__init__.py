"""Floor 1: what a service is and how it behaves. Imports nothing from the floors above."""
