"""A bank's statements in the book: planned, written, settled, reviewed, undone."""
