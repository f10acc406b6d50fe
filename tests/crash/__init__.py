"""Processes killed at random moments: nothing lost, nothing doubled, nothing said that is not so."""
