"""The studio's door: scans, check-ins and what the kiosk and the desk need to see (§5)."""
