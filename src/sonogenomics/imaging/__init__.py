"""Pixels to lesions: images and masks are read and looked over; segmentation is yet to come."""
