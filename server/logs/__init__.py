"""The log: one line for each outcome, for people or as JSON, in which nothing opens anything or names anybody."""
