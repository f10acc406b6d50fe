"""The same floors again, one folder each; every test is a sentence."""
