"""Kiosks and the codes that pair them."""
