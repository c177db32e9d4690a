"""The exercises of lesson 00, "Start here": a file each, under its name."""
