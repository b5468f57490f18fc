"""Lesions to features: ultrasound radiomic features (URFs) and how they differ by outcome."""
