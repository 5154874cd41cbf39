"""Making, reading and giving up reservations (§4, §6)."""
