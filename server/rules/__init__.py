"""The rules of the studio: frozen dataclasses in, values out; no I/O, no clock (R2)."""
