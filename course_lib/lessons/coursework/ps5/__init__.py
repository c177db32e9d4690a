"""Problem set 5, "A project on one application": a file for each graded function, by its name."""
