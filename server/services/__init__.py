"""The use cases: one a file, named by its verb. Only these and the tables query the database."""
