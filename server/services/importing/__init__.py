"""Bring in what a studio has in another system, from CSV files (`docs/import.md`)."""
