"""Timetables: weekly patterns in local wall time, and the class sessions that they make (R3)."""
