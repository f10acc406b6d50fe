"""Files out and files in, opened again by other programs."""
