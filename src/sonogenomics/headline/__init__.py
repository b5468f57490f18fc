"""A run in a dozen numbers and four curves, to be held beside other runs."""
