"""What is wrong with a study, told all at once before anything runs."""
