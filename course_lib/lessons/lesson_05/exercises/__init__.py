"""The exercises of lesson 05, "Bahdanau against Luong": a file each, under its name."""
