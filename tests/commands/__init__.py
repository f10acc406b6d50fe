"""The command line as a clerk meets it: real processes, their words and exit codes."""
