"""Passes as sold: selling one, reading it, and its punch ledger."""
