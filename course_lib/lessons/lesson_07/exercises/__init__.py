"""The exercises of lesson 07, "Translation": a file each, under its name."""
