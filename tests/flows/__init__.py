"""The flows against a real Prefect server, letters really sent."""
