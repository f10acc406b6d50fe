"""Processes killed at any line, and what is left when they have run again."""
