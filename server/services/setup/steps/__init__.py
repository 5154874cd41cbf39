"""Class steps: the parts of a course."""
