"""The two engines, the one place that opens a writing transaction, and the migration guard."""
