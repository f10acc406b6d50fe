"""The desk: acts of an office on a real record, with real letters, days passing as an argument."""
