"""What people and programs do with a book: one function a deed, its result frozen."""
