"""Who did what, when and why: written down, and read again."""
