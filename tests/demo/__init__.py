"""The demonstration: what its round consists of."""
