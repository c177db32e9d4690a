"""The exercises of lesson 10, "Fast attention": a file each, under its name."""
