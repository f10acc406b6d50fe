"""The `circulate` command, a file for each group of words."""
