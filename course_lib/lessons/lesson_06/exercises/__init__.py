"""The exercises of lesson 06, "Spelling": a file each, under its name."""
