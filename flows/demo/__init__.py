"""The demonstration: a round like the user's own, played through on the embedded default."""
