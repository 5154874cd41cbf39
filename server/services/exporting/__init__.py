"""Give back what a studio holds, as the files that the import takes."""
