"""The set-up, by admins: what is made, changed, and deleted, or archived where it has a history (R41)."""
