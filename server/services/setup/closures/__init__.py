"""Closures: dates on which a studio is closed."""
