"""What is decided: standard library only, no I/O, no clock; `now` is an argument."""
