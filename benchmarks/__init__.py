"""What is measured, each benchmark against its peer in the same run."""
