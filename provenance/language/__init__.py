"""What we know of English: data files and small pure functions over text."""
