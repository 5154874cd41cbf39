"""Courses of a studio."""
