"""Modules to HER2: classifiers, resampling, choice, held-out patients."""
