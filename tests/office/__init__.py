"""What an office sets, read from real files."""
