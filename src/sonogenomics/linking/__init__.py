"""Features, genes, functions and modules: what goes with what, and how much of it is chance."""
