"""Telling people: what is written to the outbox, and what becomes of it (R39)."""
