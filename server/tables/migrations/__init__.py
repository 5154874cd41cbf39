"""One folder of migrations for SQLite and PostgreSQL."""
