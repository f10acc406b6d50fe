"""Letters out, letters in."""
