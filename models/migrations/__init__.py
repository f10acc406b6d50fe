"""The schema's history, applied in order at start-up."""
