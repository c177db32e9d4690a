"""Problem set 4, "Bahdanau, Luong and local attention": a file for each graded function."""
