"""The benchmarks run; what they measure is for a quiet machine to say."""
