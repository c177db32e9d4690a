"""Problem set 3, "Soft and hard attention": a file for each graded function, under its name."""
