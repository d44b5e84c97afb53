"""Sanctions and politically exposed persons: the lists, and the search in them."""
