"""Faces for browsers, split by who uses them."""
