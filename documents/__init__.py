"""Files out, files in."""
