"""Figures and lists of what has been, for admins."""
