"""One step a file: its revision, an underscore, and what it does."""
