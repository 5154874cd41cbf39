"""Staff members and admins."""
