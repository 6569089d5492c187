"""The questions asked of a book, as SQL: a function each, small frozen rows out."""
