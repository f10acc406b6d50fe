"""Letters out, letters in: real bytes, real servers on loopback."""
