"""Class sessions."""
