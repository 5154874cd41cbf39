"""Studios: the places, with their zone and their settings."""
