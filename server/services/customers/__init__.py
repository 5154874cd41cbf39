"""Customers at the desk: adding, finding and reading them."""
