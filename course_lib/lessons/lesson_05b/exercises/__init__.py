"""The exercises of lesson 05b, "Scores, windows, feeding": a file each, under its name."""
