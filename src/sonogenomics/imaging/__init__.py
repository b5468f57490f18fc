"""Pixels and outlines: images and masks are read, matched with their patients, and looked over."""
