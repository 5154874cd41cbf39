"""Piccolo tables, one file a family. Only services read and write them; keys are `id`, integer."""
