"""Modules to the outcome: classifiers, resampling, choice, held-out patients."""
