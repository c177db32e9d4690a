"""The exercises of lesson 08, "Reading": a file each, under its name."""
