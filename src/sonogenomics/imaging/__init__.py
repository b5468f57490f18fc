"""Pixels to lesions: images, masks, review (arrives with the imaging half)."""
