"""A study with known truth."""
